import assert from 'node:assert/strict';
import { ProgressTeller } from '../../src/mcp/connection/progressTeller.js';
import { fakeClock } from '../support/fakeClock.js';

describe('The progress of a server', () => {
  const pass = fakeClock();

  it('is told no faster than it can be read, even if all of it is at its total', () => {
    const told: string[] = [];
    const teller = new ProgressTeller('S', (notice) => told.push(notice));
    for (let count = 1; count <= 22_000; count++) {
      teller.onProgress({ progress: count, total: count });
      if (count % 100 === 0) pass(1);
    }
    teller.end();
    assert.ok(told.length <= 4, String(told.length));
    assert.equal(told.at(-1), 'S: 22000 of 22000.');
  });

  it('is told up to the last, soon, though no more comes', () => {
    const told: string[] = [];
    const teller = new ProgressTeller('S', (notice) => told.push(notice));
    teller.onProgress({ progress: 1, total: 2, message: 'step' });
    teller.onProgress({ progress: 2, total: 2, message: 'step' });
    assert.deepEqual(told, ['S: step (1 of 2).']);
    pass(100);
    assert.deepEqual(told, ['S: step (1 of 2).', 'S: step (2 of 2).']);
    teller.end();
    assert.equal(told.length, 2);
  });
});
