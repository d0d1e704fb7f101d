import assert from 'node:assert/strict';
import { retirementNotice } from '../../src/models/lifecycle.js';

describe('The end of a model', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const notice = (
    retiresAt: string | undefined,
    lifecycle: 'active' | 'deprecated' | 'retired' = 'active',
  ): string | undefined => retirementNotice({ lifecycle, retiresAt }, now);

  it('is not told while it is far away, or not known', () => {
    assert.equal(notice(undefined), undefined);
    assert.equal(notice('2027-06-01T00:00:00Z'), undefined);
  });

  it('is told from sixty days before, and sooner where the model is deprecated', () => {
    assert.equal(notice('2026-11-30T00:00:00Z'), 'retires on 30 November 2026, in 8 days');
    assert.equal(notice('2026-11-23T00:00:00Z'), 'retires on 23 November 2026, in 1 day');
    assert.equal(notice('2027-06-01T00:00:00Z', 'deprecated'), 'retires on 1 June 2027, in 191 days');
    assert.equal(notice(undefined, 'deprecated'), 'is deprecated');
  });

  it('is told when it has come', () => {
    assert.equal(notice('2026-11-22T11:00:00Z'), 'was retired on 22 November 2026');
    assert.equal(notice(undefined, 'retired'), 'is retired');
  });
});
