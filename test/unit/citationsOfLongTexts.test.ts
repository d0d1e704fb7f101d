import assert from 'node:assert/strict';
import { cite } from '../../src/citations/cite.js';
import { blocksOf } from '../../src/text/blocks.js';
import { processorTime } from '../support/processorTime.js';

const { signal } = new AbortController();

async function cited(answer: string, text: string, ended = signal): ReturnType<typeof cite> {
  const blocks = await blocksOf(text, { signal: ended });
  return await cite(answer, { text, title: '', blocks, firstNumber: 1, marks: '' }, ended);
}

const entry = (index: number): string =>
  `10:00:${String(index % 60)} worker-${String(index % 7)} took ${String(index % 977)} ms for user ${String((index * 7919) % 100_003)}`;
const log = Array.from({ length: 4000 }, (_, index) => entry(index)).join('\n');
const answer = (count: number, sentence: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `- ${sentence(index)}`).join('\n');

describe('What sentences rest on in a long text', () => {
  for (const [what, text, sentence] of [
    ['nothing in it', log, (index: number) => `Yellow fruit costs 5${String(index)}999 \`zorkmids\`.`],
    ['one line of it', log.replaceAll('\n', ' '), () => 'A worker took 5 ms for user 7919.'],
    ['lines that are closed', '}\n'.repeat(60_000), () => 'Yellow } fruit costs 5999 [2].'],
    ['lines with few words', log.replaceAll(' ', '\n'), () => 'It took 5 ms [4000] for 12345678.'],
    ['much of it', log, () => 'A worker took ms for user.'],
  ] as const)
    it(`is found without reading it again for each: ${what}`, async () => {
      const time = async (count: number): Promise<number> =>
        await processorTime(async () => await cited(answer(count, sentence), text));
      await time(1);
      const [one, many] = [await time(1), await time(40)];
      assert.ok(many < 8 * one + 100, `${one.toFixed(0)} ms, then ${many.toFixed(0)} ms`);
    });

  it('is searched for until it is cancelled', async () => {
    for (const text of [`a${'\n'.repeat(3_000_000)}a`, 'words '.repeat(400_000), `${log}\n`.repeat(20)]) {
      const cancelling = new AbortController();
      setImmediate(() => {
        cancelling.abort();
      });
      await assert.rejects(cited('Yellow fruit costs 5999.', text, cancelling.signal), {
        name: 'AbortError',
      });
    }
  });
});

describe('The blocks of long lines', () => {
  it('are pieces of them, cut between words, or at least not within a character', async () => {
    const line = Array.from({ length: 3000 }, (_, index) => `word${String(index)}`).join(' ');
    for (const [long, between] of [
      [line, ' '],
      ['😀'.repeat(9000), ''],
      [`x${'😀'.repeat(9000)}`, ''],
    ] as const) {
      const text = `Above.\n\n   ${long}  \n\nBelow.`;
      const blocks = await blocksOf(text, { firstLine: 5, signal });
      const pieces = blocks.map(({ from, to }) => text.slice(from, to));
      assert.ok(pieces.join(between).startsWith(`Above.\n\n   ${long}`), 'nothing is missing');
      assert.ok(pieces.every((piece) => piece.length <= 2300 && piece.isWellFormed()));
      assert.deepEqual(
        new Set(blocks.slice(1, -1).map(({ fromLine, toLine }) => `${String(fromLine)}–${String(toLine)}`)),
        new Set(['7–7']),
      );
    }
  });

  it('lead to what stands in them', async () => {
    const text = Array.from(
      { length: 2000 },
      (_, index) => `the value of k${String(index)} is ${String(index * 37)};`,
    ).join(' ');
    const { sentences } = await cited('The value of k1500 is 55500. The value of k3 is 99999.', text);
    assert.deepEqual(
      sentences.map(({ blocks, check, missing }) => [blocks.length, check, missing]),
      [
        [1, 'found', []],
        [1, 'notFound', ['99999']],
      ],
    );
  });
});
