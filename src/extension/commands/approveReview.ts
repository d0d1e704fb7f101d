import type { Services } from '../services.js';

/** Approves the request or answer that is under review, as it stands in its editor. */
export async function approveReview(services: Services, tab: unknown): Promise<void> {
  await (await services.consent()).editor.approve(tab, false);
}
