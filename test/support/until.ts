import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits for what another process brings about, where there is no event to listen for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'it did not happen in time',
  milliseconds = 30_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) assert.fail(what);
    await delay(5);
  }
}

/** Whether a process is alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What it takes to start Node on a machine that has nothing else to do. */
const NODE_STARTS_WITHIN = 40;

/**
 * Asserts that what took `milliseconds` took no longer than `limit`; on a machine that is slow or busy just now,
 * than as many starts of Node as fit into `limit` on one that is not.
 */
export function assertAtOnce(milliseconds: number, limit = 200): void {
  if (milliseconds < limit) return;
  const before = performance.now();
  execFileSync(process.execPath, ['-e', ''], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  const slowness = Math.max(1, (performance.now() - before) / NODE_STARTS_WITHIN);
  const took = `${milliseconds.toFixed(0)} ms, on a machine ${slowness.toFixed(1)} times as slow as it should be`;
  assert.ok(milliseconds < limit * slowness, took);
}
