import type { Services } from '../services.js';

/** Opens the view Sampling Activity. */
export async function showActivity({ activityView }: Services): Promise<void> {
  await activityView.show();
}
