/** How many quotes and lists in one another begin a line; nobody writes as many. */
const MOST_MARKERS = 100;
const BLANK = ' \t';
const BULLETS = '-*+';

/**
 * The same text, of the same length, in which no line begins with more than a hundred markers of quotes and
 * lists (CommonMark 0.31, 5.1 and 5.2): each of them costs the parser as much as there are before it.
 */
export function withoutDeepMarkers(text: string): string {
  let kept = 0;
  let shallow = '';
  for (let line = 0; line < text.length;) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    const deep = endOfMarkers(text, line, end);
    if (deep < end) {
      shallow += text.slice(kept, deep) + 'x'.repeat(end - deep);
      kept = end;
    }
    line = end + 1;
  }
  return kept === 0 ? text : shallow + text.slice(kept);
}

/** Where the markers become too many; the line's end, where they do not. */
function endOfMarkers(text: string, from: number, end: number): number {
  let markers = 0;
  for (let at = from; at < end; at++) {
    const character = text.charAt(at);
    if (BLANK.includes(character) || isDigit(character)) continue;
    const isBullet = BULLETS.includes(character) && BLANK.includes(text.charAt(at + 1));
    const isNumber = '.)'.includes(character) && isDigit(text.charAt(at - 1));
    if (character !== '>' && !isBullet && !isNumber) return end;
    if (++markers > MOST_MARKERS) return at;
  }
  return end;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
