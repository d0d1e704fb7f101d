/** The maximum number of nested quote and list markers at the start of a line; people write far fewer. */
const MOST_MARKERS = 100;
const BLANK = ' \t';
const BULLETS = '-*+';

/**
 * The same text, of the same length, with at most a hundred quote and list markers at the start of a line
 * (CommonMark 0.31, 5.1 and 5.2): the parser takes quadratic time in their number.
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

/** Where there are too many markers; the line's end if there are not. */
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
