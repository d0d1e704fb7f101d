import type { Services } from '../services.js';
import { keptSummaryIn } from './activeSummary.js';

/** Deletes a summary from the view. */
export async function deleteSummary(services: Services, given: unknown): Promise<void> {
  const summary = await keptSummaryIn(services, given);
  if (summary === undefined) return;
  await services.kept.delete(summary.id);
  services.documents.forget(summary.uri);
}
