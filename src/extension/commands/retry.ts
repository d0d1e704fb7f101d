import { SummarizeError } from '../../common/errors.js';
import type { Services } from '../services.js';
import { sourceUri } from '../summaries/summaryUris.js';
import { idleSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import type { Work } from './work.js';
import { summarizeSource } from './summarizeSource.js';

/** Does once more what was done last into a document, with the same text if it is known. */
export async function retry(services: Services, given: unknown): Promise<void> {
  let work: Work | undefined;
  await withNextSteps(services, {
    name: 'Retry',
    run: async () => {
      const summary = await idleSummary(services, given);
      work = services.retries.get(sourceUri(summary));
      if (work !== undefined) {
        await work.run();
        return;
      }
      const { tool, wishes } = summary.state;
      if (tool !== undefined) {
        throw new SummarizeError('nothingToSummarize', `Run ${tool} again with Run Tool on Selection.`);
      }
      const read = services.sources.readerOf(summary);
      await summarizeSource(services, { name: 'Retry', read, wishes, into: sourceUri(summary) });
    },
    after: async () => await work?.after?.(),
    tells: () => work?.tells?.() === true,
    server: () => work?.server?.(),
  });
}
