import assert from 'node:assert/strict';
import { movedRange, type TextChange } from '../../src/summary/movedRange.js';
import type { SourceRange } from '../../src/summary/state.js';

/** Lines 3 to 5, from the third character on. */
const RANGE: SourceRange = { from: 3, to: 5, exact: [2, 2, 4, 8] };
const change = (
  start: readonly [number, number],
  end: readonly [number, number],
  text: string,
): TextChange => ({
  start,
  end,
  text,
});

describe('The lines of a summary, after a change of their document', () => {
  for (const [what, changed, exact] of [
    ['go down with lines inserted above', change([0, 0], [0, 0], 'a\r\nb\n'), [4, 2, 6, 8]],
    ['go up with lines deleted above', change([0, 3], [1, 3], ''), [1, 2, 3, 8]],
    ['stay where something is changed below', change([4, 8], [9, 0], 'xx\nyy'), [2, 2, 4, 8]],
    ['move along their line', change([2, 0], [2, 1], 'abc'), [2, 4, 4, 8]],
    ['move when something is inserted right before them', change([2, 2], [2, 2], '// x\n  '), [3, 2, 5, 8]],
    ['join the line before', change([1, 5], [2, 0], ''), [1, 7, 3, 8]],
  ] as const) {
    it(what, () => {
      const moved = movedRange(RANGE, changed);
      assert.ok(moved);
      assert.deepEqual(moved.exact, exact);
      assert.deepEqual([moved.from, moved.to], [exact[0] + 1, exact[2] + 1]);
    });
  }

  it('are the same where a change moves nothing', () => {
    for (const changed of [
      change([0, 0], [0, 2], 'xyz'),
      change([1, 0], [1, 9], ''),
      change([9, 0], [9, 0], '\n'),
    ])
      assert.equal(movedRange(RANGE, changed), RANGE);
  });

  for (const [what, changed] of [
    ['within them', change([3, 0], [3, 1], '')],
    ['that reaches into them', change([1, 0], [2, 3], 'x')],
    ['around them', change([0, 0], [9, 0], 'x')],
    ['at their end', change([4, 7], [5, 0], 'x')],
  ] as const) {
    it(`are touched by a change ${what}`, () => {
      assert.equal(movedRange(RANGE, changed), undefined);
    });
  }
});
