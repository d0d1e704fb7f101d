import assert from 'node:assert/strict';
import { cite } from '../../src/citations/cite.js';
import { blocksOf } from '../../src/text/blocks.js';

const { signal } = new AbortController();

const TABLE = `Branch,Staff,Rent
Aachen,31,1200
Bremen,42,1350
Coburg,53,1475
Dessau,64,1620
Erfurt,75,1785
`;
const filler = 'Nothing of note is said in this paragraph about anything at all. '.repeat(6);
const REPORT = `The ferry to Norderney was late by 19 minutes on Monday, since fog lay over the harbour.

${filler}

The museum reopened with 280 paintings after the roof was repaired.

${filler}

The ferry to Juist was late by 44 minutes on Sunday.
`;

/** The lines of a sentence and what is missing in them. */
async function found(sentence: string, text: string): Promise<readonly [string, readonly string[]]> {
  const blocks = await blocksOf(text, { signal });
  const { sentences } = await cite(sentence, { text, title: '', blocks, firstNumber: 1, marks: '' }, signal);
  const lines = sentences
    .flatMap((one) => one.lines)
    .map(({ fromLine, toLine }) => `${String(fromLine)}–${String(toLine)}`);
  return [lines.join(' '), sentences.flatMap(({ missing }) => missing)];
}

describe('A sentence that says several things', () => {
  it('rests on all the rows of a block that it names', async () => {
    const sentence = 'Aachen has 31, Bremen 42, Coburg 53, Dessau 64 and Erfurt 75 of them [1].';
    const [, missing] = await found(sentence, TABLE);
    assert.deepEqual(missing, []);
  });

  it('rests on several places where the model names none', async () => {
    const sentence =
      'The ferry to Norderney was late by 19 minutes because of fog, and the museum with 280 paintings reopened after repairs of its roof.';
    const [lines, missing] = await found(sentence, REPORT);
    assert.deepEqual([lines, missing], ['5–5 1–1', []]);
  });

  it('is marked where a number stands with something else', async () => {
    assert.deepEqual((await found('Aachen has 53, and its rent is 1200 [1].', TABLE))[1], ['53']);
    assert.deepEqual(
      (await found('The ferry to Norderney was late by 44 minutes on Monday in fog.', REPORT))[1],
      ['44'],
    );
  });
});
