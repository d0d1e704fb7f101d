import type { Services } from '../services.js';

/** Opens the log channel. */
export function showLog({ log }: Services): void {
  log.show();
}
