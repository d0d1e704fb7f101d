import type { Locator } from 'playwright-core';

/** Whether something is visible soon. */
export async function appears(locator: Locator, timeout = 1000): Promise<boolean> {
  return await locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}
