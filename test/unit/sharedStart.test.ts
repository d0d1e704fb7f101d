import assert from 'node:assert/strict';
import { SharedStart } from '../../src/mcp/connection/sharedStart.js';
import { until } from '../support/until.js';

const never = (): never => {
  throw new Error('It was called.');
};

describe('A start that several wait for', () => {
  it('is reported as slow to all who wait, whenever they came, and to none after it', async () => {
    let finish: (value: string) => void = () => undefined;
    const result = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const log: string[] = [];
    const told: string[] = [];
    const { signal } = new AbortController();
    const start = new SharedStart(result, 'slow', (notice) => log.push(notice), never, 1);
    const early = start.wait(signal, (notice) => told.push(`early: ${notice}`));
    await until(() => told.length === 1);
    const late = start.wait(signal, (notice) => told.push(`late: ${notice}`));
    finish('done');
    assert.deepEqual([await early, await late], ['done', 'done']);
    await start.wait(signal, never);
    assert.deepEqual([log, told], [['slow'], ['early: slow', 'late: slow']]);
  });

  it('is given up with the last who waits', async () => {
    let givenUp = 0;
    const start = new SharedStart(new Promise<void>(() => undefined), '', never, () => givenUp++, 60_000);
    const first = new AbortController();
    const second = new AbortController();
    const waits = [start.wait(first.signal), start.wait(second.signal)];
    first.abort();
    await assert.rejects(waits[0] ?? Promise.resolve(), { code: 'cancelled' });
    assert.equal(givenUp, 0);
    second.abort();
    await assert.rejects(waits[1] ?? Promise.resolve(), { code: 'cancelled' });
    assert.equal(givenUp, 1);
  });
});
