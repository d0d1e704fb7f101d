/** What editors and languages take for the end of a line. */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;
/** At the end of a line, it makes the next one a part of it: in C, also as a trigraph, and in batch files. */
const GOES_ON = /(?:[\\^]|\?\?\/)$/;

/** How a language writes comments, as its language configuration has it. */
export interface CommentSyntax {
  /** Begins a comment that ends with its line. */
  readonly line?: string | undefined;
  readonly block?: readonly [begin: string, end: string] | undefined;
}

/**
 * A text as a comment, in whole lines that each end with `\n`. A language without comments gets it as it is.
 *
 * @param indent what stands before each line
 * @param width the most characters of a line, if its words allow
 */
export function commented(
  text: string,
  { line, block }: CommentSyntax,
  { indent, width }: { readonly indent: string; readonly width: number },
): string {
  const prefix = line === undefined ? '' : `${line} `;
  const room = Math.max(width - indent.length - prefix.length, 20);
  const lines = text
    .trim()
    .split(LINE_END)
    .flatMap((each) => wrapped(each, room));
  const whole = (all: readonly string[]): string =>
    all.map((each) => `${`${indent}${each}`.trimEnd()}\n`).join('');
  if (line !== undefined) return whole(lines.map((each) => prefix + within(each, '?>')));
  if (block === undefined) return whole(lines);
  const [begin, end] = block;
  return whole([begin, ...lines.map((each) => within(within(each, end), begin)), end]);
}

/**
 * A line that stays in its comment.
 *
 * @param mark begins or ends a comment, or code: PHP ends with `?>`, even in a comment
 */
function within(line: string, mark: string): string {
  const [first = '', second] = mark;
  // HTML also takes `--!>` for the end of a comment, so no more than its first two characters are looked at.
  const apart =
    second === undefined
      ? line.replaceAll(first, ' ')
      : line.split(first + second).join(`${first} ${second}`);
  // With the same character twice, there may be one pair left of three.
  const safe = first === second ? apart.replaceAll(mark.slice(0, 2), `${first} ${first}`) : apart;
  return GOES_ON.test(safe.trimEnd()) ? `${safe.trimEnd()}.` : safe;
}

/** A line as lines of at most `room` characters; those of a list are indented like its first. */
function wrapped(line: string, room: number): string[] {
  const hanging = ' '.repeat((/^ *(?:[-+*]|\d{1,9}[.)]) /.exec(line)?.[0] ?? '').length);
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length <= room || current.trim() === '') current = longer;
    else {
      lines.push(current);
      current = hanging + word;
    }
  }
  return [...lines, current];
}
