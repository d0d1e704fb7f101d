import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SummarizeError } from '../../src/common/errors.js';
import { KnownSecrets } from '../../src/secrets/knownSecrets.js';

const KEY = 'sk-ant-a-key-of-some-length';

describe('Secrets that are known', () => {
  const knowing = (...secrets: readonly string[]): KnownSecrets => {
    const known = new KnownSecrets();
    for (const secret of secrets) known.add(secret);
    return known;
  };

  it('are blanked in a text, a failure, and JSON', () => {
    const known = knowing(KEY);
    assert.equal(known.hideIn(`It is ${KEY}, ${KEY}.`), 'It is [key], [key].');
    const failure = new SummarizeError('toolFailed', `no ${KEY}.`, { cause: 1 });
    const hidden = known.hideInError(failure);
    assert.deepEqual([hidden.code, hidden.message, hidden.cause], ['toolFailed', 'no [key].', 1]);
    assert.deepEqual(known.hideInJson({ [KEY]: [1, null, { a: `x${KEY}` }] }), {
      '[key]': [1, null, { a: 'x[key]' }],
    });
  });

  it('are blanked where a sentence was cut off in the middle of one', () => {
    const known = knowing(KEY);
    assert.equal(
      known.hideIn(`It is ${KEY.slice(0, 12)}…”, so ${KEY.slice(0, 9)}…`),
      'It is [key]…”, so [key]…',
    );
    assert.equal(known.hideIn(`${KEY.slice(0, 12)}, no more…`), `${KEY.slice(0, 12)}, no more…`);
  });

  it('are blanked whole where one is a part of another, and not where they are words', () => {
    const known = knowing('abcdef', 'abcdefghi', 'a', '', 'word');
    assert.equal(known.hideIn('abcdefghi abcdef a word'), '[key] [key] a word');
  });

  it('are blanked in a text that comes in pieces, wherever it is cut, and nothing else is lost', () => {
    const word = fc.constantFrom(KEY, KEY.slice(0, 5), 'sk-', 'other', ' ', 's', '-and-more');
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 20 }),
        fc.array(fc.nat(7), { minLength: 1 }),
        (words, sizes) => {
          const text = words.join('');
          const known = knowing(KEY, 'otherwise', `${KEY}-and-more`);
          const pieces = known.hideInPieces();
          let shown = '';
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = 1 + (sizes[turn % sizes.length] ?? 0);
            shown += pieces.next(text.slice(at, at + size));
            at += size;
            assert.ok(!shown.includes(KEY.slice(0, 6)), shown);
          }
          assert.equal(shown + pieces.end(), known.hideIn(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});
