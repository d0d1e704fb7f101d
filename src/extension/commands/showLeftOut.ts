import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { restOf } from '../../summary/leftOut.js';
import type { Services } from '../services.js';
import { readRanges } from '../sources/selection.js';
import { markLines } from '../summaries/margin.js';
import { openSource, type SourceEditor } from '../summaries/sourceEditor.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import { summarizeSource } from './summarizeSource.js';
import { blocksOf, type Block } from '../../text/blocks.js';

const SUMMARIZE_REST = 'Summarize the Rest';

/** Marks in the source's margin what a summary rests on, and offers to summarize the rest. */
export async function showLeftOut(services: Services, given: unknown): Promise<void> {
  let rest: readonly vscode.Range[] = [];
  let document: vscode.TextDocument | undefined;
  await withNextSteps(services, {
    name: 'Show What Was Left Out',
    run: async () => {
      const { state } = await activeSummary(services, given);
      const lines = state.sentenceLines ?? [];
      if (lines.flat().every((line) => line === null)) {
        throw new SummarizeError(
          'nothingToSummarize',
          `The lines that the summary of ${state.title} rests on are not known; summarize it again.`,
        );
      }
      const source = await openSource(state);
      ({ document } = source.editor);
      const { used, leftOut } = restOf(await blocksIn(source), lines);
      const share = Math.round((100 * used.length) / Math.max(1, used.length + leftOut.length));
      const marks = markLines(document, used, services.usedIcon);
      try {
        const chosen = await vscode.window.showInformationMessage(
          `The summary rests on ${String(share)}% of ${state.title}, which is marked in the margin.`,
          ...(leftOut.length === 0 ? [] : [SUMMARIZE_REST]),
        );
        if (chosen === SUMMARIZE_REST) rest = joined(leftOut).map(wholeLines);
      } finally {
        marks.dispose();
      }
    },
  });
  if (document === undefined || rest.length === 0) return;
  await summarizeSource(services, { name: SUMMARIZE_REST, read: readRanges(document, rest) });
}

/** The blocks of what was summarized, where it is by now. */
async function blocksIn({ editor, ranges }: SourceEditor): Promise<readonly Block[]> {
  const { document } = editor;
  const { signal } = new AbortController();
  const taken = ranges.length === 0 ? [new vscode.Range(0, 0, document.lineCount, 0)] : ranges;
  const blocks = await Promise.all(
    taken.map(
      async (range) => await blocksOf(document.getText(range), { firstLine: range.start.line + 1, signal }),
    ),
  );
  return blocks.flat();
}

/** Blocks between which there is nothing but blank lines, as one. */
function joined(blocks: readonly Block[]): readonly Block[] {
  const all: Block[] = [];
  for (const block of blocks) {
    const last = all.at(-1);
    if (last !== undefined && block.fromLine <= last.toLine + 2)
      all[all.length - 1] = { ...last, to: block.to, toLine: block.toLine };
    else all.push(block);
  }
  return all;
}

function wholeLines({ fromLine, toLine }: Block): vscode.Range {
  return new vscode.Range(fromLine - 1, 0, toLine, 0);
}
