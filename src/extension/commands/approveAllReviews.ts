import type { Services } from '../services.js';

/** Approves what is under review, and what waits behind it of the same server, as it is. */
export async function approveAllReviews(services: Services, tab: unknown): Promise<void> {
  await (await services.consent()).editor.approve(tab, true);
}
