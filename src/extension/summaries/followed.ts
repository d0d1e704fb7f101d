import type * as vscode from 'vscode';
import { movedRange, type TextChange } from '../../summary/movedRange.js';
import { lostLines, movedLines, shiftedLines } from '../../summary/sentenceLines.js';
import type { SentenceLines, SourceRange, SummaryState } from '../../summary/state.js';

type Changes = readonly vscode.TextDocumentContentChangeEvent[];

/** A state that goes on from one that has followed its document: where the lines are by now, only that one knows. */
export function followed(state: SummaryState, before: SummaryState | undefined): SummaryState {
  if (before === undefined) return state;
  const { ranges, isStale } = before;
  return { ...state, ranges, isStale, sentenceLines: sentenceLinesBy(state, before) };
}

function sentenceLinesBy(
  { outcome, ranges, sentenceLines }: SummaryState,
  before: SummaryState,
): SentenceLines | undefined {
  if (sentenceLines === undefined || outcome === before.outcome) return before.sentenceLines;
  // They are lines of the text as it was read; since then it may have changed, or have moved.
  if (before.isStale) return lostLines(sentenceLines);
  return shiftedLines(sentenceLines, ranges, before.ranges);
}

/** Where ranges are after some changes: the same array if no change concerns them; undefined if one touches them. */
export function rangesAfter(
  ranges: readonly SourceRange[],
  changes: Changes,
): readonly SourceRange[] | undefined {
  let all = ranges;
  // They are told from the last in the document to the first, and all are of the document before.
  for (const { range, text } of changes) {
    const moved = all.map((one) => movedRange(one, changeOf({ range, text })));
    const known = moved.filter((one) => one !== undefined);
    if (known.length < all.length) return undefined;
    if (known.some((one, index) => one !== all[index])) all = known;
  }
  return all;
}

/** The same for the lines of sentences. */
export function linesAfter(lines: SentenceLines | undefined, changes: Changes): SentenceLines | undefined {
  return lines && changes.reduce((all, change) => movedLines(all, changeOf(change)), lines);
}

function changeOf({ range, text }: Pick<Changes[number], 'range' | 'text'>): TextChange {
  return {
    start: [range.start.line, range.start.character],
    end: [range.end.line, range.end.character],
    text,
  };
}
