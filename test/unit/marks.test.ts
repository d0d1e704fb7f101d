import assert from 'node:assert/strict';
import { cite } from '../../src/citations/cite.js';
import { readMarks, shiftedMarks, withoutMarks } from '../../src/citations/marks.js';
import { blocksOf } from '../../src/text/blocks.js';
import { processorTime } from '../support/processorTime.js';

const { signal } = new AbortController();

/** Nine blocks, which say nothing that a sentence could be recognized by. */
const TEXT = Array.from({ length: 9 }, (_, index) => `${'Nil '.repeat(80)}${'x'.repeat(index + 1)}.`).join(
  '\n\n',
);

/** The numbers that each sentence of an answer names, as they are taken. */
async function named(
  answer: string,
  text = TEXT,
): Promise<readonly (readonly [string, readonly number[]])[]> {
  const blocks = await blocksOf(text, { signal });
  const source = { text, title: '', blocks, firstNumber: 1, marks: '' } as const;
  const { sentences } = await cite(answer, source, signal);
  return sentences.map(({ text: words, blocks: own, origin }) => [
    words,
    origin === 'cited' ? own.map((block) => block + 1) : [],
  ]);
}

describe('The marks of a careless or hostile model', () => {
  it('take time in proportion to the answer, also while it grows', async () => {
    for (const piece of [
      '1',
      '[1',
      '[1,',
      '[1]',
      '([1]',
      '[1] ',
      '`',
      '`` `',
      ' ',
      '[',
      '(',
      '\n[1] a',
      '- [1]: ',
    ]) {
      const time = async (characters: number): Promise<number> =>
        await processorTime(() => {
          const answer = `[${piece.repeat(characters / piece.length)}x`;
          withoutMarks(answer);
          shiftedMarks(answer, 3, '');
        });
      // A search that tries each way would not come back at all.
      await time(100);
      const [short, long] = [await time(20_000), await time(80_000)];
      assert.ok(
        long < 12 * Math.max(short, 5),
        `${piece}: ${short.toFixed(0)} ms, then ${long.toFixed(0)} ms`,
      );
    }
  });

  for (const [answer, text] of [
    ['One [1], [2].', 'One.'],
    ['One ([1]) and two ([2], [3]).', 'One and two.'],
    ['One [1]; [2]', 'One'],
    ['The cause [1]: a full pool.', 'The cause: a full pool.'],
    ['[1] One.\n\n- [2] Two.', 'One.\n\n- Two.'],
    ['A [link](x), [2](y), and\n[1]: https://a.b [2]', 'A [link](x), [2](y), and\n[1]: https://a.b [2]'],
    [
      '1. Code\n\n     ```js\n     a[1] = 2;\n     ```\n   [3]',
      '1. Code\n\n     ```js\n     a[1] = 2;\n     ```\n',
    ],
    ['````\n```\na[1]\n```\n````\nOne [1].', '````\n```\na[1]\n```\n````\nOne.'],
    ['```\na[1]\n```js\nb[2]', '```\na[1]\n```js\nb[2]'],
    ['```a[1]``` and ``b`[2]`` and `c [3].', '```a[1]``` and ``b`[2]`` and `c.'],
  ] as const)
    it(`leave the answer as it is meant: ${JSON.stringify(answer)}`, () => {
      assert.equal(readMarks(answer, '').text, text);
    });

  it('leave nothing behind where the answer was cut off in one', () => {
    for (const end of [' [', ' [1', ' [1, ', ' [1][2', ' ([1', ' [1-'])
      assert.equal(readMarks(`One${end}`, '').text, 'One', end);
    assert.equal(readMarks('One [b1, ', 'b').text, 'One');
    for (const whole of ['One [a', 'One `a[1`', '```\na[1', 'One [2'])
      assert.equal(readMarks(whole, whole.endsWith('2') ? 'b' : '').text, whole);
  });

  it('are dropped where they would be below the first block, and come back as none', () => {
    const kept = shiftedMarks('One [3]. Two [12, 4]. Three [12].', -10, '');
    assert.equal(kept, 'One. Two [2]. Three [2].');
    assert.equal(shiftedMarks(kept, 20, ''), 'One. Two [22]. Three [22].');
  });

  it('belong to the sentence that follows them where they begin its line', async () => {
    assert.deepEqual(await named('- [1] One is.\n- [2] Two is.\n'), [
      ['One is.', [1]],
      ['Two is.', [2]],
    ]);
    assert.deepEqual(await named('[1] One is. [2][3] Two is.\n\nThree is [4].\n[5]'), [
      ['One is.', [1]],
      ['Two is.', [2, 3]],
      ['Three is.', [4, 5]],
    ]);
    assert.deepEqual(await named('[1] One is [2]. Two is [3].'), [
      ['One is.', [1, 2]],
      ['Two is.', [3]],
    ]);
  });

  it('are those of no sentence in a heading', async () => {
    assert.deepEqual(await named('# Head [1]\n\nOne is [2].\n\n## [3] Another\n\nTwo is [4].'), [
      ['One is.', [2]],
      ['Two is.', [4]],
    ]);
  });

  it('say nothing where a sentence names everything', async () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `Some words stand here. ${'Nil '.repeat(80)}${String(index)}`,
    );
    assert.deepEqual(await named('Bananas are yellow [1-20][21-40][41-60].', many.join('\n\n')), [
      ['Bananas are yellow.', []],
    ]);
  });
});
