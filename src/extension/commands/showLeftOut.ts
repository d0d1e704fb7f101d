import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { restOf, type Rest } from '../../summary/leftOut.js';
import type { SummaryState } from '../../summary/state.js';
import { blocksOf } from '../../text/blocks.js';
import type { LineRange } from '../../text/lineReference.js';
import { harmless } from '../notify/messages.js';
import type { Services } from '../services.js';
import { readRanges } from '../sources/selection.js';
import { markLines } from '../summaries/margin.js';
import { openSource, rangesIn } from '../summaries/sourceEditor.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import { summarizeSource } from './summarizeSource.js';

const SUMMARIZE_REST = 'Summarize the Rest';

/** Marks in the source's margin what a summary rests on, and offers to summarize the rest. */
export async function showLeftOut(services: Services, given: unknown): Promise<void> {
  let rest: readonly vscode.Range[] = [];
  let document: vscode.TextDocument | undefined;
  await withNextSteps(services, {
    name: 'Show What Was Left Out',
    run: async () => {
      const { uri, state } = await activeSummary(services, given);
      if ((state.sentenceLines ?? []).flat().every((line) => line === null)) {
        throw new SummarizeError(
          'nothingToSummarize',
          `The lines that the summary of ${state.title} rests on are not known; summarize it again.`,
        );
      }
      const source = await openSource(state);
      const shown = source.editor.document;
      document = shown;
      const rests = await restsOf(shown, state);
      const used = rests.flatMap((one) => one.used);
      const count = rests.reduce((sum, { blocks }) => sum + blocks, 0);
      const share = Math.round((100 * used.length) / Math.max(1, count));
      const marks = markLines(shown, used, services.usedIcon);
      try {
        const chosen = await vscode.window.showInformationMessage(
          harmless(
            `The summary rests on ${String(share)}% of ${state.title}, which is marked in the margin.`,
          ),
          ...(used.length === count ? [] : [SUMMARIZE_REST]),
        );
        if (chosen !== SUMMARIZE_REST) return;
        // The message may have been there for long, and the text may have been edited meanwhile.
        const now = await restsOf(shown, services.documents.get(uri) ?? state);
        rest = now.flatMap(({ runs }) => runs.map(wholeLines));
      } finally {
        marks.dispose();
      }
    },
  });
  if (document === undefined || rest.length === 0) return;
  await summarizeSource(services, { name: SUMMARIZE_REST, read: readRanges(document, rest) });
}

/** What is left out of each part that was summarized, where it is by now. */
async function restsOf(document: vscode.TextDocument, state: SummaryState): Promise<readonly Rest[]> {
  const { signal } = new AbortController();
  const { ranges, sentenceLines = [] } = state;
  const taken =
    ranges.length === 0 ? [new vscode.Range(0, 0, document.lineCount, 0)] : rangesIn(document, state);
  return await Promise.all(
    taken.map(async (range) => {
      const firstLine = range.start.line + 1;
      return restOf(await blocksOf(document.getText(range), { firstLine, signal }), sentenceLines);
    }),
  );
}

function wholeLines({ fromLine, toLine }: LineRange): vscode.Range {
  return new vscode.Range(fromLine - 1, 0, toLine, 0);
}
