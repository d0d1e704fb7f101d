import type { Services } from '../services.js';

/** Empties the record of sampling requests. */
export function clearActivity({ activity }: Services): void {
  activity.clear();
}
