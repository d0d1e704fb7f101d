import assert from 'node:assert/strict';
import { behindSentences } from '../../src/citations/references.js';
import { sentencesOf } from '../../src/citations/sentences.js';
import { processorTime } from '../support/processorTime.js';

function texts(markdown: string): readonly string[] {
  return sentencesOf(markdown).map(({ from, to }) => markdown.slice(from, to));
}

/** A summary with the number of each sentence behind it. */
function numbered(markdown: string, sentences = texts(markdown)): string {
  const all = sentences.map((text, index) => ({ text, index }));
  return behindSentences(markdown, all, ({ index }) => `(${String(index)})`);
}

describe('The sentences of a summary', () => {
  it('do not end within code, links, or at the end of a line', () => {
    assert.deepEqual(texts('It uses `git commit -m "Fix. Done"` to go on. See [it. Now](x.y) too. Next.'), [
      'It uses `git commit -m "Fix. Done"` to go on.',
      'See [it. Now](x.y) too.',
      'Next.',
    ]);
    assert.deepEqual(
      texts('One goes\r\non here. Two.\r\n\r\n- Three goes\r\n  on\r\n---\r\nFour\u2028goes on.'),
      ['One goes\r\non here.', 'Two.', 'Three goes\r\n  on', 'Four\u2028goes on.'],
    );
  });

  it('are not looked for in code and formulas, wherever these stand', () => {
    assert.deepEqual(
      texts('1. One\n\n     ```js\n     a. B\n     ```\n   Two\n\n```\nc. D\n~~~\n```js\n```\nThree.'),
      ['One', 'Two', 'Three.'],
    );
    assert.deepEqual(
      texts('One.\n\n$$\nx = 1. Y\n$$\n\nTwo.\n\n$$ a. B $$\n\nThree.\n\n$$x$$ is it. Four.'),
      ['One.', 'Two.', 'Three.', '$$x$$ is it.', 'Four.'],
    );
    assert.deepEqual(texts('One.\n\n```\nwithout. End'), ['One.']);
  });

  it('have what belongs to them where they stand, not where the same words stand otherwise', () => {
    assert.equal(numbered('## Tests\n\n- Tests\n- More'), '## Tests\n\n- Tests (0)\n- More (1)');
    assert.equal(numbered('```\nDone.\n```\nDone. Done.'), '```\nDone.\n```\nDone. (0) Done. (1)');
    assert.equal(numbered('Ah. Aha. Ah.'), 'Ah. (0) Aha. (1) Ah. (2)');
    assert.equal(numbered('$$ a = b $$\n\nSo.'), '$$ a = b $$\n\nSo. (0)');
    // Some are said to be none, as another server could do.
    assert.equal(
      numbered('# It\n\nBut. Can. But.', ['It', 'Can.', 'But.', 'But.', '']),
      '# It\n\nBut. Can. (1) But. (2)',
    );
  });

  it('are found in time in proportion to the summary', async () => {
    for (const piece of ['A. ', '`a. B` ', '[a. B](c) ', '[[', '- a\n', '```\n', '$$\n', '| a '])
      for (const given of ['none of it', undefined]) {
        const time = async (characters: number): Promise<number> => {
          const summary = piece.repeat(characters / piece.length);
          const sentences = given === undefined ? texts(summary) : Array.from(summary, () => given);
          return await processorTime(() => numbered(summary, sentences));
        };
        await time(1000);
        const [short, long] = [await time(10_000), await time(40_000)];
        assert.ok(
          long < 12 * Math.max(short, 5),
          `${piece}: ${short.toFixed(0)} ms, then ${long.toFixed(0)} ms`,
        );
      }
  });
});
