import assert from 'node:assert/strict';
import { BenchWindow } from '../bench/window/benchWindow.js';
import { measureCalls } from '../bench/window/measure.js';
import { oursToBare } from '../bench/window/windowFigures.js';

/** The short form of `npm run bench:window`; before the window was no longer waited for, it was 35 to 60. Another window runs beside this one. */
const LIMIT = 25;

describe('Our command, in the time of a bare client’s whole call', function () {
  this.timeout(300_000);
  let window: BenchWindow;

  before(async () => {
    window = await BenchWindow.open();
  });
  after(async () => {
    await window.close();
  });

  for (const size of ['200 B', '20 KB'] as const) {
    it(`reaches the model with ${size} of text`, async () => {
      const calls = await measureCalls(window, { clients: ['ours', 'bare'], size, warmUp: 2, runs: 7 });
      const ratio = oursToBare(calls);
      assert.ok(ratio <= LIMIT, `${ratio.toFixed(1)} times as long`);
    });
  }
});
