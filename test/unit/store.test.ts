import assert from 'node:assert/strict';
import { forgivingStore, mapStore } from '../../src/common/store.js';
import { UsageMeter } from '../../src/policy/usage.js';
import { MemoryLog } from '../support/fakes.js';

describe('A store for what nobody waits for', () => {
  it('keeps things', async () => {
    const store = forgivingStore(mapStore(), new MemoryLog());
    await store.update('a', 1);
    assert.equal(store.get('a'), 1);
  });

  it('says it in the log where something cannot be saved, and fails nobody', async () => {
    const log = new MemoryLog();
    const broken = { get: () => undefined, update: () => Promise.reject(new Error('the disk is full')) };
    new UsageMeter({ key: 'tokens x', store: forgivingStore(broken, log) })
      .claim(5)
      .settle({ inputTokens: 1, outputTokens: 1 });
    await new Promise(setImmediate);
    assert.match(log.text, /Could not save "tokens x": .*the disk is full\./);
  });
});
