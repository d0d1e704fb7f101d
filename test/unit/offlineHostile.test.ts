import assert from 'node:assert/strict';
import { extractOf } from '../../src/models/offline/extract.js';
import { kindOf } from '../../src/text/kind.js';
import { assertLead, extractLines } from '../support/extracts.js';

/** Many times what each of them takes when nothing grows faster than its text. */
const MOST_SECONDS = 6;
/** Whole, each is taken for what it looks like; this much of it is taken for every kind. */
const PART = 80_000;
const MB = 1_000_000;

/** Names of documents, so that each text is taken for each kind. */
const TITLES = ['', 'a.log', 'a.csv', 'a.json', 'a.ipynb', 'a.diff', 'a.md', 'a.py'];

const TEXTS: readonly (readonly [what: string, text: () => string])[] = [
  ['one line of 5 MB', () => 'x'.repeat(5 * MB)],
  ['one line of words', () => 'word and other words. '.repeat((5 * MB) / 22)],
  ['500,000 blank lines', () => '\n'.repeat(500_000)],
  ['500,000 lines with a blank', () => ' \n'.repeat(500_000)],
  ['blanks', () => ' '.repeat(2 * MB)],
  ['only commas', () => ','.repeat(2 * MB)],
  ['lines of commas', () => `${','.repeat(50)}\n`.repeat(40_000)],
  ['JSON that is nested deeply', () => '['.repeat(MB) + ']'.repeat(MB)],
  ['objects that are nested deeply', () => '{"a":'.repeat(400_000)],
  ['closing brackets', () => ']}'.repeat(MB)],
  [
    'keys that are all different',
    () => `{${Array.from({ length: 100_000 }, (_, index) => `"k${String(index)}":1`).join(',')}}`,
  ],
  ['unbalanced quotes', () => 'a,"b\n'.repeat(300_000)],
  ['quotes alone', () => '"'.repeat(2 * MB)],
  ['quotes and commas', () => '"",",'.repeat(400_000)],
  ['backslashes in quotes', () => `"${'\\'.repeat(2 * MB)}`],
  ['lone surrogates', () => 'a\ud800b\udc00. \ud83d\n'.repeat(100_000)],
  ['brackets of links', () => '[a]('.repeat(500_000)],
  ['images that do not end', () => '![a'.repeat(500_000)],
  ['opening brackets', () => '['.repeat(2 * MB)],
  ['tags that do not end', () => '<a '.repeat(500_000)],
  ['comments that do not end', () => '<!-- '.repeat(400_000)],
  ['scripts that do not end', () => '<script>\n'.repeat(200_000)],
  ['fences', () => '```\n~~~\n'.repeat(200_000)],
  ['rules of tables', () => '|---|---|\n'.repeat(200_000)],
  ['markers of lists', () => '- > 1. '.repeat(300_000)],
  [
    'entries that are all different',
    () =>
      Array.from(
        { length: 60_000 },
        (_, index) => `10:00:00 ERROR ${word(index)} ${word(index * 7)} ${word(index * 13)}`,
      ).join('\n'),
  ],
  ['entries with many words', () => `10:00:00 ${'a b c '.repeat(20_000)}\n`.repeat(20)],
  ['stack traces', () => '10:00:00 ERROR a\n  at b\n'.repeat(100_000)],
  ['hunks', () => '@@ -1,9 +1,9 @@ f()\n+a\n'.repeat(150_000)],
  ['files', () => 'diff --git a/x b/x\n@@ -1 +1 @@ f()\n'.repeat(60_000)],
  ['one hunk that never ends', () => `@@ -1,999999999 +1,999999999 @@\n${'+\n'.repeat(MB / 2)}`],
  ['functions', () => 'def f(x):\n    """D."""\n    return x\n\n'.repeat(30_000)],
  ['comments of code', () => `/*${'*'.repeat(MB)}\n`],
  ['slashes', () => '/'.repeat(2 * MB)],
  ['Chinese without a sign', () => '智能交通系统正在改变城市'.repeat(80_000)],
  ['Thai without a sign', () => 'ภาษาไทย'.repeat(100_000)],
  ['summaries', () => '**Log: 1 entry, 1 error** (line 1)\n\n- a (line 1)\n\n'.repeat(40_000)],
  ['line references', () => '(line 1) '.repeat(200_000)],
];

/** A word of letters alone. */
function word(index: number): string {
  return ((index * 2_654_435_761) % 4_294_967_296)
    .toString(26)
    .replace(/\d/g, (digit) => 'qrstuvwxyz'.charAt(Number(digit)));
}

describe('The offline extract of a text made to be slow', function () {
  this.timeout(120_000);

  for (const [what, make] of TEXTS) {
    it(`takes no longer than its length: ${what}`, async () => {
      const text = make();
      for (const title of TITLES) {
        const before = process.cpuUsage();
        const lines = await extractLines(title === '' ? text : text.slice(0, PART), { title });
        const { user, system } = process.cpuUsage(before);
        const seconds = (user + system) / 1_000_000;
        assert.ok(seconds < MOST_SECONDS, `as ${title} it took ${seconds.toFixed(1)} s`);
        assert.ok(lines.join('\n').length < 20_000, `as ${title} it is too long`);
      }
    });

    it(`merges it too: ${what}`, async () => {
      const before = process.cpuUsage();
      await extractLines(make().slice(0, MB), { isMerge: true });
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < MOST_SECONDS * 1_000_000, String(user + system));
    });
  }

  it('ends when it is cancelled, for each kind', async () => {
    for (const title of TITLES.slice(1)) {
      const abort = new AbortController();
      const prompt = { isMerge: false, isContinued: false, firstLine: 1, title };
      const text = '10:00:00 ERROR "a",1 [x](y) def f(x):\n'.repeat(100_000);
      const extracting = extractOf({ ...prompt, text }, 4000, abort.signal);
      setTimeout(() => {
        abort.abort(new Error('enough'));
      }, 5);
      await assert.rejects(extracting, /enough/, title);
    }
  });

  it('is an extract of any random text, whose lines are there', async () => {
    const pieces = [
      '\n',
      '\n',
      ' ',
      'a',
      '. ',
      ',',
      '"',
      '{',
      '}',
      '[',
      ']',
      ':',
      '# ',
      '- ',
      '```',
      '@@ -1 +1 @@',
      'diff --git a/x b/x\n',
    ].concat([
      '+',
      '-',
      'ERROR ',
      '10:00:00 ',
      '<p>',
      '|',
      '1',
      '2026-01-01',
      '\r\n',
      '\t',
      'def f():',
      '字',
      '\ud800',
      '\\',
    ]);
    let seed = 1;
    const next = (): number => (seed = (seed * 16_807) % 2_147_483_647);
    for (let round = 0; round < 400; round++) {
      const text = Array.from({ length: next() % 60 }, () => pieces[next() % pieces.length] ?? '').join('');
      kindOf(text);
      for (const title of TITLES) {
        const lines = await extractLines(text, { title });
        assertLead(await extractLines(lines.join('\n'), { isMerge: true }), 1, 1000);
      }
    }
  });
});
