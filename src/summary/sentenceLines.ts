import type { CitedSentence } from '../contract/summarize.js';
import { movedRange, type TextChange } from './movedRange.js';
import type { SentenceLines, SourceRange } from './state.js';

/**
 * The lines of sentences in their document.
 *
 * @param ranges what was taken of it: the lines of several are counted as if they stood below each other, with a blank
 *   line between
 */
export function sentenceLinesOf(
  sentences: readonly Pick<CitedSentence, 'sources'>[],
  ranges: readonly SourceRange[],
): SentenceLines {
  return sentences.map(({ sources }) =>
    sources.flatMap(({ fromLine, toLine }) => {
      if (ranges.length < 2) return [{ from: fromLine, to: toLine }];
      let above = 0;
      return ranges.flatMap(({ from, to }) => {
        const first = Math.max(fromLine - above, 1);
        const last = Math.min(toLine - above, to - from + 1);
        above += to - from + 2;
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

/** All of them some lines further down. */
export function shiftedLines(all: SentenceLines, by: number): SentenceLines {
  if (by === 0) return all;
  return all.map((lines) => lines.map((line) => line && { from: line.from + by, to: line.to + by }));
}

/** None of them is known any more. */
export function lostLines(all: SentenceLines): SentenceLines {
  return all.map((lines) => lines.map(() => null));
}
