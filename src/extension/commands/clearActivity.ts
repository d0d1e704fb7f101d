import type { Services } from '../services.js';

/** Clears the recorded sampling requests. */
export function clearActivity({ activity }: Services): void {
  activity.clear();
}
