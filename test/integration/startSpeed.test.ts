import assert from 'node:assert/strict';
import { measureStart, NODE_STARTS } from '../bench/start.js';

/** Medians of so many runs, and twice what was measured on a busy machine. */
const RUNS = 5;
const LIMITS = { server: 6, terminal: 20 };

describe('The start', () => {
  it('of server and terminal program takes a few times as long as that of Node', async () => {
    const ratios = await measureStart(RUNS);
    for (const name of ['server', 'terminal'] as const) {
      const words = `${name}: ${ratios[name].toFixed(1)} times ${NODE_STARTS}`;
      assert.ok(ratios[name] < LIMITS[name], words);
    }
  });
});
