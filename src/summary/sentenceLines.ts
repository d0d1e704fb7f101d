import type { CitedSentence } from '../contract/summarize.js';
import { movedRange, type TextChange } from './movedRange.js';
import type { SentenceLines, SourceRange } from './state.js';

/**
 * The lines of sentences in their document.
 *
 * @param ranges what was taken of it: the lines of several are counted as if they stood below each other, with a line
 *   break and a blank line between
 */
export function sentenceLinesOf(
  sentences: readonly Pick<CitedSentence, 'sources'>[],
  ranges: readonly SourceRange[],
): SentenceLines {
  return sentences.map(({ sources }) =>
    sources.flatMap(({ fromLine, toLine }) => {
      if (ranges.length < 2) return [{ from: fromLine, to: toLine }];
      let above = 0;
      return ranges.flatMap(({ from, to, exact }) => {
        const first = Math.max(fromLine - above, 1);
        const last = Math.min(toLine - above, to - from + 1);
        // One that ends at the begin of a line ends with a line break, which is not one of its lines.
        above += exact[2] - exact[0] + 2;
        return first <= last ? [{ from: from + first - 1, to: from + last - 1 }] : [];
      });
    }),
  );
}

/** Where they are after a change of the document; the same object if nothing has moved. */
export function movedLines(all: SentenceLines, change: TextChange): SentenceLines {
  const moved = all.map((lines) =>
    lines.map((line) => {
      if (line === null) return line;
      // To the end of its last line, however long that is.
      const exact: SourceRange['exact'] = [line.from - 1, 0, line.to - 1, Infinity];
      const after = movedRange({ ...line, exact }, change);
      if (after?.from === line.from) return line;
      return after === undefined ? null : { from: after.from, to: after.to };
    }),
  );
  const isSame = moved.every((lines, index) => lines.every((line, place) => line === all[index]?.[place]));
  return isSame ? all : moved;
}

/**
 * The same lines after the ranges that they are in have moved.
 *
 * @param before the ranges when the lines were found; empty for all of the document, which does not move
 * @param now the same ranges in the same order
 */
export function shiftedLines(
  all: SentenceLines,
  before: readonly SourceRange[],
  now: readonly SourceRange[],
): SentenceLines {
  const shifts = before.map(({ from }, index) => (now[index]?.from ?? from) - from);
  if (shifts.every((by) => by === 0)) return all;
  return all.map((lines) =>
    lines.map((line) => {
      if (line === null) return line;
      const by = shifts[before.findIndex(({ from, to }) => from <= line.to && to >= line.from)] ?? 0;
      return { from: line.from + by, to: line.to + by };
    }),
  );
}

/** None of them is known any more. */
export function lostLines(all: SentenceLines): SentenceLines {
  return all.map((lines) => lines.map(() => null));
}
