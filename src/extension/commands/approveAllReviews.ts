import type { Services } from '../services.js';

/** Approves the open review, and unchanged all that wait behind it from the same server. */
export async function approveAllReviews(services: Services, tab: unknown): Promise<void> {
  await services.consent.editor.approve(tab, true);
}
