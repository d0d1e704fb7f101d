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
    .split(/\r?\n/)
    .flatMap((each) => wrapped(each, room));
  if (line !== undefined || block === undefined)
    return lines.map((each) => `${`${indent}${prefix}${each}`.trimEnd()}\n`).join('');
  const [begin, end] = block;
  // The text must not end the comment.
  const safe = lines.map((each) => each.replaceAll(end, `${end.slice(0, 1)} ${end.slice(1)}`));
  return [begin, ...safe, end].map((each) => `${`${indent}${each}`.trimEnd()}\n`).join('');
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
