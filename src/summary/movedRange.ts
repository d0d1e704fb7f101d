import type { SourceRange } from './state.js';

/** A change of a document, as VS Code tells it: lines and characters from 0. */
export interface TextChange {
  readonly start: readonly [line: number, character: number];
  readonly end: readonly [line: number, character: number];
  readonly text: string;
}

/**
 * Where a range of a document is after a change above it, the same object if it stays; undefined if the change touches the range.
 *
 * What is inserted exactly at its begin or end does not touch it.
 */
export function movedRange(range: SourceRange, { start, end, text }: TextChange): SourceRange | undefined {
  const [fromLine, fromCharacter, toLine, toCharacter] = range.exact;
  const from = [fromLine, fromCharacter] as const;
  if (isBefore([toLine, toCharacter], start)) return range;
  if (!isBefore(end, from)) return undefined;
  const inserted = text.split(/\r\n|\r|\n/);
  const lines = inserted.length - 1 - (end[0] - start[0]);
  const moved = ([line, character]: readonly [number, number]): readonly [number, number] => {
    if (line !== end[0]) return [line + lines, character];
    const last = inserted.at(-1)?.length ?? 0;
    const column = inserted.length === 1 ? start[1] + last : last;
    return [line + lines, character - end[1] + column];
  };
  const exact = [...moved(from), ...moved([toLine, toCharacter])] as const;
  if (exact.every((place, index) => place === range.exact[index])) return range;
  return {
    from: range.from + lines,
    to: range.to + lines,
    exact,
  };
}

/** Whether a place is before another one, or the same. */
function isBefore([line, character]: readonly [number, number], other: readonly [number, number]): boolean {
  return line < other[0] || (line === other[0] && character <= other[1]);
}
