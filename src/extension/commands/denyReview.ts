import type { Services } from '../services.js';

/** Denies the request or answer under review. */
export async function denyReview(services: Services, tab: unknown): Promise<void> {
  (await services.consent()).editor.deny(tab);
}
