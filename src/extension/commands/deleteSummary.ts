import type { KeptSummaries, KeptSummary } from '../summaries/keptSummaries.js';
import type { Runs } from '../summaries/runs.js';
import type { SummaryDocuments } from '../summaries/summaryDocuments.js';
import { keptSummaryIn } from './activeSummary.js';

/** What has to do with a summary that is deleted. */
export interface Places {
  readonly kept: KeptSummaries;
  readonly runs: Runs;
  readonly documents: Pick<SummaryDocuments, 'get' | 'forget'>;
}

/** Deletes a summary from the view. */
export async function deleteSummary(places: Places, given: unknown): Promise<void> {
  const summary = await keptSummaryIn(places, given);
  if (summary !== undefined) await deleteKept(places, summary);
}

/** Deletes a summary, and stops what is still written into it. */
export async function deleteKept(places: Places, summary: KeptSummary): Promise<void> {
  await endWriting(places, summary);
  await places.kept.delete(summary.id);
  forget(places, summary);
}

/** Stops the answer to a question below a summary, which would keep the summary again. */
export async function endWriting(places: Places, summary: KeptSummary): Promise<void> {
  if (isShown(places, summary)) await places.runs.end(summary.uri);
}

/** A deleted summary is no longer shown. */
export function forget(places: Places, summary: KeptSummary): void {
  if (isShown(places, summary)) places.documents.forget(summary.uri);
}

/** Whether its document shows it, and not yet a newer one of the same source. */
function isShown({ documents }: Places, { uri, state }: KeptSummary): boolean {
  return documents.get(uri)?.startedAt === state.startedAt;
}
