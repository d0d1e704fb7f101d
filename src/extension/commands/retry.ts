import type { Services } from '../services.js';
import { sourceUri } from '../summaries/summaryDocuments.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import { summarizeSource } from './summarizeSource.js';

/** Summarizes the source of a summary once more, as before, into the same document. */
export async function retry(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Retry',
    run: async () => {
      const summary = await activeSummary(services, given);
      const { wishes } = summary.state;
      const read = services.sources.readerOf(summary);
      await summarizeSource(services, { name: 'Retry', read, wishes, into: sourceUri(summary) });
    },
  });
}
