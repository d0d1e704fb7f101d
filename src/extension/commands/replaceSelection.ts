import { SummarizeError } from '../../common/errors.js';
import { summaryText } from '../../summary/summaryText.js';
import type { Services } from '../services.js';
import { editSource, inLinesOf, openSource } from '../summaries/sourceEditor.js';
import type { SummaryState } from '../../summary/state.js';
import { isChanged } from '../summaries/sourceDigest.js';
import { activeSummary, answerOf } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

/** Replaces the lines that were summarized with their summary, in one step that can be undone. */
export async function replaceSelection(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Replace Selection',
    run: async () => {
      const summary = await activeSummary(services, given);
      const text = summaryText(answerOf(summary)).trim();
      if (summary.state.isStale) throw changed(summary.state);
      if (summary.state.ranges.length !== 1) {
        throw new SummarizeError(
          'nothingToSummarize',
          'Only one selection can be replaced with its summary; copy the summary instead.',
        );
      }
      const { editor, ranges } = await openSource(summary.state);
      const [range] = ranges;
      if (range === undefined) return;
      if (isChanged(editor.document, summary.state)) throw changed(summary.state);
      await editSource(editor, (edit) => {
        edit.replace(range, inLinesOf(editor.document, text));
      });
    },
  });
}

function changed({ title }: SummaryState): SummarizeError {
  return new SummarizeError(
    'nothingToSummarize',
    `${title} has changed since, so its lines are not replaced; summarize it again.`,
  );
}
