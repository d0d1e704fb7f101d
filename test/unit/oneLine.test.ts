import assert from 'node:assert/strict';
import { oneLine } from '../../src/common/errors.js';

describe('Untrusted text in a sentence', () => {
  it('is one line without its full stop', () => {
    assert.equal(oneLine('  It\n\u202efailed.\u0000 Really!. '), 'It failed. Really');
  });

  it('is cut between characters', () => {
    assert.equal(oneLine('a😀b', 2), 'a😀…');
    assert.equal(oneLine('ab', 2), 'ab');
    assert.equal(oneLine('😀'.repeat(10_000), 3), '😀😀😀…');
    assert.equal(oneLine(`a${'😀'.repeat(10_000)}`, 3), 'a😀😀…');
  });

  it('takes no longer for a long text than for its beginning', () => {
    const long = 'word\n'.repeat(12 * 1024 * 1024);
    const begun = performance.now();
    for (let index = 0; index < 1000; index++) {
      assert.match(oneLine(long), /^word word .*…$/);
    }
    // A whole copy takes seconds each time.
    assert.ok(performance.now() - begun < 5000);
  });
});
