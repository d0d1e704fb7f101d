import assert from 'node:assert/strict';
import { inWords, Silence } from '../../src/mcp/connection/silence.js';
import { fakeClock } from '../support/fakeClock.js';

describe('A server that sends nothing', () => {
  const tick = fakeClock();
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) tick(1000);
  };

  it('is told about after half a minute, and then less and less often', () => {
    const told: string[] = [];
    const watch = new Silence('S').watch((notice) => told.push(notice));
    pass(1800);
    watch.end();
    pass(600);
    assert.deepEqual(
      told,
      ['30 s', '60 s', '2 min', '4 min', '8 min', '13 min', '18 min', '23 min', '28 min'].map(
        (time) => `Nothing from S for ${time}.`,
      ),
    );
  });

  it('is not as long as it sends something, however little', async () => {
    const told: string[] = [];
    const silence = new Silence('S');
    const watch = silence.watch((notice) => told.push(notice));
    for (let times = 0; times < 10; times++) {
      pass(20);
      silence.heard();
    }
    assert.deepEqual(told, []);
    pass(31);
    assert.deepEqual(told, ['Nothing from S for 30 s.']);
    silence.heard();
    pass(31);
    assert.deepEqual(told.slice(1), ['S is sending again.', 'Nothing from S for 30 s.']);
    await watch.during(() => Promise.resolve());
    assert.match(told.join(), /30 s\.,S is sending again\.$/);
    watch.end();
  });

  it('is not while it waits for an answer of ours', async () => {
    const told: string[] = [];
    const watch = new Silence('S').watch((notice) => told.push(notice));
    let answer: (() => void) | undefined;
    const answering = watch.during(
      () =>
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
    );
    pass(600);
    assert.deepEqual(told, []);
    answer?.();
    await answering;
    pass(29);
    assert.deepEqual(told, []);
    pass(2);
    assert.deepEqual(told, ['Nothing from S for 30 s.']);
    watch.end();
  });

  it('is told in seconds or minutes', () => {
    assert.deepEqual([600, 30_000, 119_000, 3_600_000].map(inWords), ['0.6 s', '30 s', '119 s', '60 min']);
  });
});
