/** A piece of a text, in UTF-16 code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const FENCE = /^ {0,3}(```|~~~)/;

/** Where a Markdown text has code, in its order: fenced blocks, and spans in backticks within a line. */
export function codeIn(text: string): readonly Span[] {
  if (!text.includes('`') && !text.includes('~~~')) return [];
  const code: Span[] = [];
  let fence: { readonly mark: string; readonly from: number } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line.slice(0, 10))?.[1];
    if (fence !== undefined) {
      if (mark === fence.mark) {
        code.push({ from: fence.from, to: at + line.length });
        fence = undefined;
      }
    } else if (mark !== undefined) fence = { mark, from: at };
    else code.push(...spansIn(line, at));
    at += line.length + 1;
  }
  if (fence !== undefined) code.push({ from: fence.from, to: text.length });
  return code;
}

/** A span ends at the next run of as many backticks. */
function spansIn(line: string, at: number): readonly Span[] {
  const runs = Array.from(line.matchAll(/`+/g), ({ 0: { length }, index }) => ({ length, index }));
  const spans: Span[] = [];
  for (let open = 0; open < runs.length; open++) {
    const from = runs[open];
    let close = open + 1;
    while (close < runs.length && runs[close]?.length !== from?.length) close++;
    const to = runs[close];
    if (from === undefined || to === undefined) continue;
    spans.push({ from: at + from.index, to: at + to.index + to.length });
    open = close;
  }
  return spans;
}
