import assert from 'node:assert/strict';
import { checkSentence } from '../../src/citations/check.js';
import { claimsOf } from '../../src/citations/claims.js';
import { processorTime } from '../support/processorTime.js';

const TEXT = `The job took 3,214 ms and failed 43 times; 2,860 MB were free. It reads Unicode over TCP. The notice is due in
ninety days. A nurse counted four wards, and SumBasic picks sentences. “It broke” was all that he said. It began on 5 May.
With --secrets, choose send or stop.`;

function missingIn(sentence: string): readonly string[] {
  return checkSentence(sentence, TEXT, '').missing;
}

describe('What a sentence claims', () => {
  for (const [what, sentence] of [
    ['its own enumerations', 'It has parts: (1) the job, (2) the notice, and 3) the wards.'],
    ['its own counts', 'Five areas are touched, of which all three matter in seven ways.'],
    ['digits in the names of standards', 'It supports UTF-8, IPv6 and Node.js.'],
    ['commas within American quotation marks', 'He said “it broke,” and no more; "It broke."'],
    ['what a name describes', 'The SumBasic-based choice of sentences.'],
    ['a number rounded to its last digit', 'It took 3.2 s and had 2.9 GB free.'],
    ['a number that is said to be rounded', 'It failed about 40 times, with almost 3,000 MB free.'],
    ['the values of an option', 'Say `--secrets send|stop` there.'],
    ['a name of a month that is a verb', 'May it fail on May 5.'],
  ] as const)
    it(`is not looked up where the text need not have it: ${what}`, () => {
      assert.deepEqual(missingIn(sentence), []);
    });

  for (const [sentence, ...missing] of [
    ['A nurse counted six wards.', 'six'],
    ['It took 3.1 s, and 2.5 GB were free.', '3.1', '2.5'],
    ['It failed about 60 times, and at least 50 times.', '60', '50'],
    ['The notice is due in at least 100 days.', '100'],
    ['The notice is due in twenty days.', 'twenty'],
    ['He said “it works,” and left; it is WordBasic-based.', 'it works', 'WordBasic'],
    ['Say `--secret` or `--secrets redact` there.', '--secret', '--secrets redact'],
    ['It may fail on 5 June, or 7 May.', '7', 'June'],
  ] as const)
    it(`is missed where it is wrong: ${sentence}`, () => {
      assert.deepEqual(missingIn(sentence), missing);
    });

  it('is read however long it is, as another server could make it', () => {
    assert.equal(claimsOf('`a1` 7 '.repeat(150_000)).length, 2);
    assert.equal(
      claimsOf(Array.from({ length: 150_000 }, (_, index) => String(index)).join(' a ')).length,
      150_000,
    );
  });

  it('is read in time in proportion to the sentence', async () => {
    for (const piece of [
      '"a" ',
      '`a` ',
      '“',
      '«a',
      '1. ',
      '1,',
      "'aa' ",
      'May 1 ',
      '(1) ',
      'a.b ',
      'three a ',
    ]) {
      const time = async (characters: number): Promise<number> =>
        await processorTime(() => claimsOf(piece.repeat(characters / piece.length)));
      await time(1000);
      const [short, long] = [await time(15_000), await time(60_000)];
      assert.ok(
        long < 12 * Math.max(short, 5),
        `${piece}: ${short.toFixed(0)} ms, then ${long.toFixed(0)} ms`,
      );
    }
  });
});
