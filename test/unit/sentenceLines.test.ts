import assert from 'node:assert/strict';
import { movedLines, sentenceLinesOf, shiftedLines } from '../../src/summary/sentenceLines.js';
import { restOf } from '../../src/summary/leftOut.js';
import { doubtsInWords, referenceOf } from '../../src/citations/references.js';
import { renderSummary } from '../../src/summary/render.js';
import type { CitedSentence, SummaryResult } from '../../src/contract/summarize.js';
import type { SourceRange } from '../../src/summary/state.js';
import { finished } from '../support/summaries.js';

const range = (from: number, to: number): SourceRange => ({ from, to, exact: [from - 1, 0, to - 1, 9] });
const sentence = (
  text: string,
  fromLine: number,
  toLine = fromLine,
  missing: string[] = [],
): CitedSentence => ({
  text,
  sources: [{ fromLine, toLine }],
  origin: 'cited',
  check: missing.length > 0 ? 'notFound' : 'found',
  ...(missing.length > 0 && { missing }),
});
const summaryOf = (summary: string, sentences: CitedSentence[]): SummaryResult => ({
  summary,
  keyPoints: [],
  parts: [],
  gaps: [],
  notes: [],
  cutOff: false,
  sentences,
  coverage: [],
  usage: { parts: 1, samplingRequests: 1, knownAnswers: 0 },
});

describe('The lines of a summary’s sentences', () => {
  it('are those of the document, also where several parts of it were selected', () => {
    assert.deepEqual(sentenceLinesOf([sentence('A.', 12, 14)], [range(10, 20)]), [[{ from: 12, to: 14 }]]);
    // Lines 5 to 7, a blank line, lines 20 to 22.
    const lines = sentenceLinesOf(
      [sentence('A.', 2), sentence('B.', 5, 6), sentence('C.', 3, 5), sentence('D.', 4)],
      [range(5, 7), range(20, 22)],
    );
    assert.deepEqual(lines, [
      [{ from: 6, to: 6 }],
      [{ from: 20, to: 21 }],
      [
        { from: 7, to: 7 },
        { from: 20, to: 20 },
      ],
      [],
    ]);
  });

  it('are right also where the first of several selections ends at the beginning of a line', () => {
    // Whole lines: 5 and 6, 20, 30 and 31. Their texts end with line breaks, to which blank lines are added.
    const whole = (from: number, to: number): SourceRange => ({ from, to, exact: [from - 1, 0, to, 0] });
    const document = Array.from({ length: 40 }, (_, index) => `L${String(index + 1)}\n`);
    const ranges = [whole(5, 6), whole(20, 20), whole(30, 31)];
    const text = ranges.map(({ from, to }) => document.slice(from - 1, to).join('')).join('\n\n');
    const lineOf = (words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;
    const wanted = [5, 6, 20, 30, 31];
    const sentences = wanted.map((line) => sentence('A.', lineOf(`L${String(line)}\n`)));
    assert.deepEqual(
      sentenceLinesOf(sentences, ranges),
      wanted.map((line) => [{ from: line, to: line }]),
    );
  });

  it('move with what is inserted and deleted above, and are gone where they were edited', () => {
    const lines = [[{ from: 3, to: 4 }], [{ from: 9, to: 9 }]];
    const inserted = { start: [0, 0], end: [0, 0], text: 'a\nb\n' } as const;
    assert.deepEqual(movedLines(lines, inserted), [[{ from: 5, to: 6 }], [{ from: 11, to: 11 }]]);
    const deleted = { start: [5, 0], end: [7, 0], text: '' } as const;
    assert.deepEqual(movedLines(lines, deleted), [[{ from: 3, to: 4 }], [{ from: 7, to: 7 }]]);
    const within = { start: [3, 2], end: [3, 2], text: 'x' } as const;
    assert.deepEqual(movedLines(lines, within), [[null], [{ from: 9, to: 9 }]]);
    const below = { start: [20, 0], end: [20, 4], text: '\n\n' } as const;
    assert.equal(movedLines(lines, below), lines, 'nothing has moved');
  });

  it('move with the selections that they are in, each of which may move by itself', () => {
    const lines = [[null, { from: 1, to: 2 }], [{ from: 20, to: 20 }]];
    assert.equal(shiftedLines(lines, [], []), lines);
    assert.deepEqual(shiftedLines(lines, [range(1, 3)], [range(4, 6)]), [
      [null, { from: 4, to: 5 }],
      [{ from: 20, to: 20 }],
    ]);
    // Something was inserted between the two.
    assert.deepEqual(shiftedLines(lines, [range(1, 3), range(20, 22)], [range(1, 3), range(25, 27)]), [
      [null, { from: 1, to: 2 }],
      [{ from: 25, to: 25 }],
    ]);
  });

  it('divide a text into what the summary rests on and the rest', () => {
    const block = (fromLine: number, toLine: number) => ({ from: 0, to: 0, fromLine, toLine });
    const blocks = [block(1, 4), block(6, 9), block(11, 12)];
    const { used, runs } = restOf(blocks, [[{ from: 4, to: 6 }], [null]]);
    assert.deepEqual([used, runs], [blocks.slice(0, 2), [{ fromLine: 11, toLine: 12 }]]);
    // Entries of a log, of which the third carries a sentence; what is between blank lines is one all the same.
    const entries = [block(1, 1), block(2, 2), block(3, 3), block(4, 4), block(9, 9)];
    assert.deepEqual(restOf(entries, [[{ from: 3, to: 3 }]]).runs, [
      { fromLine: 1, toLine: 2 },
      { fromLine: 4, toLine: 9 },
    ]);
  });

  it('are small links in the document, with what is not found beside them', () => {
    const summary = summaryOf('**It failed.** For 52 [minutes](x).\n\n- `a` <b>', [
      sentence('**It failed.**', 4),
      sentence('For 52 [minutes](x).', 6, 8, ['52', '<i>*x*']),
      sentence('`a` <b>', 9),
    ]);
    const page = renderSummary(
      finished({ summary }, { sentenceLines: [[{ from: 4, to: 4 }], [{ from: 7, to: 9 }], [null]] }),
    );
    assert.match(page, /\*\*It failed\.\*\* <sup>\[4\]\(<\/notes\.txt#L4-L4> "line 4"\)<\/sup> For/);
    assert.match(page, /\[7–9\]\(<\/notes\.txt#L7-L9> "lines 7–9"\)<\/sup> \*\*⚠ not found there: 52, /);
    assert.doesNotMatch(page, /<i>/);
    assert.match(page, /- `a` .*b.* <sup>changed since<\/sup>/);
  });

  it('are no links where they are not lines of a document, and nothing of others can stand in their place', () => {
    const own = 'One \ue0000\ue001 two.';
    const summary = summaryOf(own, [sentence(own, 4, 4, ['\u202e\u001b[31m \n# 7 '])]);
    const page = renderSummary(finished({ summary }));
    // The words are the model's, and cannot turn the direction of what is around them.
    assert.match(page, /\nOne 0 two\. \*\*⚠ not found where it should stand: \\\[31m \\# 7\*\*\n/);
    assert.ok(!['<sup>', '\u202e', '\u001b'].some((sign) => page.includes(sign)), page);
  });

  it('are told in bold print that ends, also where no blank is between sentences', () => {
    const summary = summaryOf('它慢了5%。后来好了。', [
      sentence('它慢了5%。', 4, 4, ['5%']),
      sentence('后来好了。', 5),
    ]);
    assert.match(
      renderSummary(finished({ summary })),
      /\n它慢了5%。 \*\*⚠ not found where it should stand: 5%\*\* 后来好了。\n/,
    );
  });

  it('are told with some of what is missing, each once', () => {
    const missing = Array.from({ length: 20 }, (_, index) => `${String(index)}${'9'.repeat(100)}`);
    const long = sentence('A.', 1, 1, missing);
    const short = sentence('B.', 1, 1, ['5', '5']);
    assert.ok(referenceOf(long).length < 700);
    assert.match(referenceOf(long), /, …\)$/);
    assert.equal(doubtsInWords([short, short, short, short, short])?.includes('…'), false);
  });
});
