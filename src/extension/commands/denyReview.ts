import type { Services } from '../services.js';

/** Denies the request or answer under review. */
export function denyReview(services: Services, tab: unknown): void {
  services.consent.editor.deny(tab);
}
