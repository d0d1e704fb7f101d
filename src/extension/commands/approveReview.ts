import type { Services } from '../services.js';

/** Approves the request or answer under review, as edited. */
export async function approveReview(services: Services, tab: unknown): Promise<void> {
  await services.consent.editor.approve(tab, false);
}
