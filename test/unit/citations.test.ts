import assert from 'node:assert/strict';
import { cite, citeExtract, coverageOf, type CitedSentence } from '../../src/citations/cite.js';
import { readMarks, markedText, markStyleOf, shiftedMarks, withoutMarks } from '../../src/citations/marks.js';
import { numbersIn } from '../../src/citations/numbers.js';
import { checkSentence } from '../../src/citations/check.js';
import { sentencesOf } from '../../src/citations/sentences.js';
import { behindSentences, referenceOf } from '../../src/citations/references.js';
import { blocksOf } from '../../src/text/blocks.js';

const { signal } = new AbortController();

const REPORT = `# Incident

On Tuesday at 09:14 the checkout service began to answer with errors. The first alert came two minutes
later and was taken for a network problem.

At 09:40 an engineer noticed that the connection pool of the database was exhausted. A new report held
its connections open for as long as a customer looked at the page.

About 3,200 orders failed in these 32 minutes; 2,900 of them were placed again later that day. Nobody lost
any money, since payments are made only after the order is stored.

The report now reads from a replica with a pool of its own. An alert on the number of free connections
was added by \`watchPool\`, and the limit is 1.5 MB for each request.
`;

async function cited(
  answer: string,
  { text = REPORT, isMarked = true, title = '' } = {},
): Promise<readonly CitedSentence[]> {
  const blocks = await blocksOf(text, { signal });
  const marks = isMarked ? markStyleOf(text) : undefined;
  return (await cite(answer, { text, title, blocks, firstNumber: 1, marks }, signal)).sentences;
}

/** What each sentence rests on, "3–4 cited". */
function places(sentences: readonly CitedSentence[]): readonly string[] {
  return sentences.map(({ lines, origin }) =>
    [...lines.map(({ fromLine, toLine }) => `${String(fromLine)}–${String(toLine)}`), origin].join(' '),
  );
}

describe('The blocks of a text', () => {
  it('are paragraphs, whose numbers stand before them', async () => {
    const blocks = await blocksOf(REPORT, { signal });
    assert.deepEqual(
      blocks.map(({ fromLine, toLine }) => [fromLine, toLine]),
      [
        [1, 7],
        [9, 13],
      ],
    );
    const marked = markedText(REPORT, blocks, 1, '');
    assert.match(marked, /^\[1\] # Incident\n/);
    assert.match(marked, /\n\n\[2\] About 3,200/);
    assert.equal(marked.replaceAll(/\[\d\] /g, ''), REPORT);
  });
});

describe('The marks of an answer', () => {
  for (const [answer, text, marks] of [
    ['One [1]. Two [2, 3].', 'One. Two.', [[1], [2, 3]]],
    ['One. [1][2] Two. [3]', 'One. Two.', [[1, 2], [3]]],
    [
      '- One [1-3]\n- Two [4; 7]',
      '- One\n- Two',
      [
        [1, 2, 3],
        [4, 7],
      ],
    ],
    ['Index `a[1]` and [link](x) and [2](y). [5]', 'Index `a[1]` and [link](x) and [2](y).', [[5]]],
    ['```\na[1]\n```\nDone [2].', '```\na[1]\n```\nDone.', [[2]]],
  ] as const)
    it(`are read: ${JSON.stringify(answer)}`, () => {
      const read = readMarks(answer, '');
      assert.equal(read.text, text);
      assert.deepEqual(
        read.marks.map(({ numbers }) => numbers),
        marks,
      );
    });

  it('are others where the text itself has numbers in brackets', () => {
    assert.equal(markStyleOf('as shown in [3]'), 'b');
    const { text, marks } = readMarks('As shown in [3] [b7].', 'b');
    assert.equal(text, 'As shown in [3].');
    assert.deepEqual(marks[0]?.numbers, [7]);
  });

  it('are moved with their text', () => {
    assert.equal(shiftedMarks('One [5]. Two [6, 7].', -5, ''), 'One [0]. Two [1, 2].');
    assert.equal(shiftedMarks('One [0]. Two [1, 2].', 9, ''), 'One [9]. Two [10, 11].');
  });

  it('are not shown while they are written', () => {
    for (const growing of ['One [', 'One [1', 'One [12, ', 'One [12]', 'One [b', 'One [b12, b1'])
      assert.equal(withoutMarks(growing), 'One', growing);
    assert.equal(withoutMarks('See [the'), 'See [the');
  });
});

describe('A sentence of a summary', () => {
  it('rests on what the model names, and on those of its lines that carry it', async () => {
    const answer = 'About 3,200 orders failed [2]. The connection pool was exhausted [1].';
    assert.deepEqual(places(await cited(answer)), ['9–10 cited', '6–7 cited']);
  });

  it('rests on what it resembles if the model names nothing, or blocks that there are none of', async () => {
    const answer =
      'A report kept database connections open, which emptied the pool. 3200 orders did not succeed [99].';
    const [first, second] = await cited(answer);
    assert.deepEqual(places([first, second].filter((one) => one !== undefined)), [
      '6–7 inferred',
      '9–10 inferred',
    ]);
    assert.equal((await cited('Bananas are yellow and sweet.'))[0]?.origin, 'none');
  });

  it('is found in the text, in whatever notation', async () => {
    for (const sentence of [
      'About 3200 orders failed in half an hour (32 min).',
      'Of 3.2k orders 2,900 were placed again.',
      'The limit of 1500 KB is new.',
      '`watchPool` alerts on free connections.',
      'At 9:14 errors began on Tuesday.',
    ])
      assert.deepEqual((await cited(sentence, { isMarked: false }))[0]?.missing, [], sentence);
  });

  it('is marked where a number or a name does not stand where it rests', async () => {
    for (const [sentence, missing] of [
      ['About 3,700 orders failed [2].', '3,700'],
      ['The pool was exhausted at 09:41 [1].', '09:41'],
      ['`watchPools` was added, the limit is 2.5 MB [2].', '2.5'],
      ['The alert was added by `closePool` [2].', 'closePool'],
      ['The report “wrote to a replica” [2].', 'wrote to a replica'],
    ] as const) {
      const [one] = await cited(sentence);
      assert.deepEqual([one?.check, one?.missing.includes(missing)], ['notFound', true], sentence);
    }
    // It stands in the text, but in another place.
    assert.equal((await cited('The checkout failed for 32 minutes [1].'))[0]?.check, 'notFound');
  });
});

describe('An offline extract', () => {
  it('says itself where its lines stand', async () => {
    const blocks = await blocksOf(REPORT, { signal });
    const { sentences } = citeExtract(
      '**Text: 4 paragraphs** (lines 1–13)\n\n- About 3,200 (line 9)',
      blocks,
      0,
    );
    assert.deepEqual(places(sentences), ['1–13 cited', '9–9 cited']);
    assert.deepEqual(
      sentences.map(({ text }) => text),
      ['**Text: 4 paragraphs**', 'About 3,200'],
    );
    assert.deepEqual(coverageOf(sentences, blocks.length), [1, 1, 1, 1, 1]);
  });
});

describe('A summary with lines behind its sentences', () => {
  it('has them where the sentences end', () => {
    const summary = '**It failed.** Twice.\n\n- One `a.b`\n\n| a | b |';
    const sentence = (text: string, fromLine: number, missing: string[] = []) => ({
      text,
      sources: [{ fromLine, toLine: fromLine }],
      origin: 'cited' as const,
      check: missing.length > 0 ? ('notFound' as const) : ('found' as const),
      missing,
    });
    const sentences = [
      sentence('**It failed.**', 1),
      sentence('Twice.', 2, ['Twice']),
      sentence('One `a.b`', 3),
      sentence('| a | b |', 4),
    ];
    assert.equal(
      behindSentences(summary, sentences, referenceOf),
      '**It failed.** (line 1) Twice. (line 2; not found there: Twice)\n\n- One `a.b` (line 3)\n\n| a | b (line 4) |',
    );
  });

  it('is divided into sentences as a reader would', () => {
    const texts = (markdown: string): string[] =>
      sentencesOf(markdown).map(({ from, to }) => markdown.slice(from, to));
    assert.deepEqual(
      texts('### Head\n\n**Done.** More, e.g. this. `a. b` too!\n\n- One\n  goes on\n- Two\n\n---\n1. Three'),
      ['**Done.**', 'More, e.g. this.', '`a. b` too!', 'One\n  goes on', 'Two', 'Three'],
    );
    assert.deepEqual(texts('| a | b |\n|---|---|\n| 1 | 2 |'), ['| a | b |', '| 1 | 2 |']);
  });
});

describe('The numbers of a text', () => {
  for (const [one, other] of [
    ['1,000', '1000'],
    ['1k', '1000'],
    ['1.5 million', '1,500,000'],
    ['90 s', '1.5 min'],
    ['three', '3'],
    ['twenty-five', '25'],
    ['2 KB', '2048 bytes'],
    ['5%', '5 percent'],
    ['14:30', '2:30 pm'],
    ['1.234.567', '1234567'],
    ['1 200 000', '1200000'],
    ['三百', '300'],
    ['1.2万', '12000'],
    ['٣٢', '32'],
    ['3 h 15 min', '195 minutes'],
    ['an hour and 44 minutes', '104 min'],
    ['a hundred and eleven', '111'],
    ['two thousand and twenty-five', '2,025'],
    ['31 to 52.5 seconds', '31,000 ms'],
    ['$38.6m', '38.6 million'],
    ['eight and a half', '8.5'],
    ['晚上10:14', '22点14分'],
    ['六成', '60%'],
    ['2600 MHz', '2.6 GHz'],
    ['5.6 m³', '5600 litres'],
  ] as const)
    it(`are the same in any notation: ${one}, ${other}`, () => {
      const read = (text: string): string[] => numbersIn(text).flatMap(({ readings }) => readings);
      assert.ok(
        read(one).some((reading) => read(other).includes(reading)),
        `${read(one).join()} / ${read(other).join()}`,
      );
    });

  it('are found where a name has the unit', () => {
    for (const [sentence, text] of [
      ['It is 0.3 s.', 'DELAY_MS = 300'],
      ['It holds 4.5 minutes.', 'holdSeconds = 270'],
      ['It weighs 3.2 tonnes.', 'max_load_kg: 3200'],
      ['More than 64 KiB are rejected.', 'if (bytes > 65_536)'],
    ] as const)
      assert.equal(checkSentence(sentence, text, '').check, 'found', sentence);
    assert.equal(checkSentence('It holds 4.6 minutes.', 'holdSeconds = 270', '').check, 'notFound');
  });

  it('are no numbers where they belong to a name', () => {
    assert.deepEqual(checkSentence('Flap 4D did not close.', 'flap 4B did not close', '').missing, ['4D']);
    assert.deepEqual(
      checkSentence('Use `--preview` for v2.', '`--dry-run` shows a preview of v2', '').missing,
      ['--preview'],
    );
  });

  it('are found with the month that a date names in words', () => {
    assert.equal(checkSentence('On 12 March 2024 it ended.', 'ended 2024-03-12', '').check, 'found');
    assert.equal(checkSentence('On 12 April 2024 it ended.', 'ended 2024-03-12', '').check, 'notFound');
  });
});
