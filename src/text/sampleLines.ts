/** How many places of a long text are looked at, how many lines there, and how much of each, in UTF-16 code units. */
const PLACES = 20;
const LINES = 50;
const WIDTH = 400;
/** How far from a place its lines are looked for. */
const REACH = LINES * WIDTH;

/**
 * Lines from all over a text, without blank ones, so that a decision does not hang on how it begins. It takes
 * milliseconds for any text.
 */
export function sampleLines(text: string): readonly string[] {
  const lines: string[] = [];
  let read = 0;
  for (let place = 0; place < PLACES; place++) {
    const at = Math.max(read, Math.floor((text.length * place) / PLACES));
    // A place is within a line, unless the text or another place begins there.
    const newline = at === 0 || at === read ? at - 1 : text.indexOf('\n', at);
    if (newline < 0 && at > 0) break;
    const from = newline + 1;
    read = from;
    for (let count = 0; count < LINES && read < text.length && read - from < REACH; count++) {
      const end = text.indexOf('\n', read);
      const to = end < 0 ? text.length : end;
      const line = text.slice(read, Math.min(to, read + WIDTH)).trimEnd();
      if (line !== '') lines.push(line);
      read = to + 1;
    }
  }
  return lines;
}
