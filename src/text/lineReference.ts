/** Lines of a text, starting at 1, both inclusive. */
export interface LineRange {
  readonly fromLine: number;
  readonly toLine: number;
}

/** At the end of a line, as `lineReference` writes it. */
const AT_END = / \((?:line (\d{1,10})|lines (\d{1,10})–(\d{1,10}))\)$/;

/** Where something stands in its text, as every line of an offline extract ends: `(line 12)`, `(lines 12–14)`. */
export function lineReference({ fromLine, toLine }: LineRange): string {
  return toLine > fromLine ? `(lines ${String(fromLine)}–${String(toLine)})` : `(line ${String(fromLine)})`;
}

/**
 * Takes the line reference off the end of a line.
 *
 * @returns undefined if it has none
 */
export function withoutLineReference(
  line: string,
): { readonly text: string; readonly lines: LineRange } | undefined {
  // No reference is longer, and so a long line is not searched.
  const tail = line.slice(-40);
  const found = AT_END.exec(tail);
  if (found === null) return undefined;
  const [reference, only, first = only, last = first] = found;
  const [fromLine, toLine] = [Number(first), Number(last)];
  if (fromLine < 1 || toLine < fromLine) return undefined;
  return { text: line.slice(0, line.length - reference.length), lines: { fromLine, toLine } };
}
