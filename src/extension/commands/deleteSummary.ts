import * as z from 'zod';
import type { Services } from '../services.js';
import type { KeptSummary } from '../summaries/keptSummaries.js';

const node = z.looseObject({ summary: z.looseObject({ id: z.string() }) });

/** Deletes a summary from the view. */
export async function deleteSummary(services: Services, given: unknown): Promise<void> {
  const summary = await keptSummaryIn(services, given);
  if (summary === undefined) return;
  await services.kept.delete(summary.id);
  services.documents.forget(summary.uri);
}

/** The summary of an item in the view; undefined if it is kept no longer. */
export async function keptSummaryIn({ kept }: Services, given: unknown): Promise<KeptSummary | undefined> {
  const id = node.safeParse(given).data?.summary.id;
  return (await kept.list()).find((summary) => summary.id === id);
}
