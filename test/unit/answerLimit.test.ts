import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AnswerLimit } from '../../src/models/answerLimit.js';

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

async function written(
  pieces: readonly string[],
  limits: Partial<ConstructorParameters<typeof AnswerLimit>[0]>,
): Promise<{ text: string; told: string; ended: string | undefined; counts: number }> {
  let counts = 0;
  const limit = new AnswerLimit({
    stopSequences: [],
    maxTokens: 1_000_000,
    ...limits,
    countTokens: (text) => {
      counts++;
      return words(text);
    },
  });
  let told = '';
  for (const piece of pieces) told += await limit.add(piece);
  told += await limit.end();
  return { text: limit.text, told, ended: limit.ended, counts };
}

describe('The limits of an answer that its model does not know', () => {
  it('leave an answer alone that keeps to them', async () => {
    const { text, ended, counts } = await written(['One ', 'two.'], { stopSequences: ['END'] });
    assert.deepEqual([text, ended, counts], ['One two.', undefined, 0]);
  });

  it('end it before a stop sequence, in however many pieces that comes', async () => {
    for (const pieces of [['a ENDb'], ['a E', 'N', 'D b'], ['a EEN', 'D'], ['a ', 'END']]) {
      const { text, ended } = await written(pieces, { stopSequences: ['never', 'END'] });
      assert.ok(text === 'a ' || text === 'a E', JSON.stringify(text));
      assert.equal(ended, 'stopSequence');
    }
    assert.equal((await written(['a EN'], { stopSequences: ['END'] })).text, 'a EN');
  });

  it('end it at the token limit, in the middle of a piece if need be', async () => {
    const { text, ended } = await written(['one two three four', ' five'], { maxTokens: 3 });
    assert.deepEqual([text, ended], ['one two three', 'maxTokens']);
  });

  it('count seldom while the limit is far', async () => {
    const { counts } = await written(
      Array.from({ length: 1000 }, () => 'word '),
      { maxTokens: 5000 },
    );
    assert.ok(counts < 20, String(counts));
  });

  it('hold whatever comes: what is told is the answer, never more than the limits allow', async () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '🙂', 'é'), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 3 }), {
          maxLength: 2,
        }),
        fc.integer({ min: 1, max: 12 }),
        async (pieces, stopSequences, maxTokens) => {
          const all = pieces.join('');
          const { text, told, ended } = await written(pieces, { stopSequences, maxTokens });
          assert.equal(told, text);
          assert.ok(all.startsWith(text));
          assert.ok(words(text) <= maxTokens);
          for (const stop of stopSequences) assert.ok(!text.includes(stop));
          if (ended === undefined) assert.equal(text, all);
          assert.ok(text.isWellFormed());
        },
      ),
      { numRuns: 500 },
    );
  });
});
