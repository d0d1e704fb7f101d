import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { foldText, type FoldedText } from '../../src/text/foldText.js';
import { bookText, logText, newWord, sourceText } from '../support/longTexts.js';
import { clock, madeLines, pick, says, two } from '../support/madeLines.js';
import { ROOT } from '../support/paths.js';
import { processorTime } from '../support/processorTime.js';

const { signal } = new AbortController();

async function fold(
  text: string,
  more: { title?: string; languageId?: string } = {},
): Promise<FoldedText | undefined> {
  return await foldText(text, { ...more, signal });
}

/** Texts of which each line matters, though many look like logs, or are alike. */
const LEFT: readonly (readonly [what: string, text: string, languageId?: string])[] = [
  ['a book', bookText().text],
  ['source code', sourceText(1_000_000).text],
  ['source code of a known language', sourceText(1_000_000).text, 'typescript'],
  ['a lock file', readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')],
  [
    'a poem with a refrain',
    madeLines(3000, (i) =>
      pick(i, says(i), says(i + 1), `${says(i + 2)}\n`, 'and nobody asks where the river falls'),
    ),
  ],
  ['a poem in a file that is named a log', madeLines(3000, (i) => says(i)), 'log'],
  ['a play', madeLines(3000, (i) => `${pick(i, 'HAMLET', 'OPHELIA')}: ${says(i)}`)],
  [
    'subtitles',
    madeLines(2000, (i) => `${String(i + 1)}\n${clock(2 * i)},000 --> ${clock(2 * i + 1)},500\n${says(i)}\n`),
  ],
  [
    'subtitles with the number of the next',
    madeLines(2000, (i) => `${clock(2 * i)}.000 --> ${clock(2 * i + 1)}.500\n${says(i, 2)}\n\n${String(i)}`),
  ],
  ['a diary', madeLines(3000, (i) => `2026-${two(1 + (i % 12))}-${two(1 + (i % 28))} ${says(i, 12)}.`)],
  ['a talk', madeLines(3000, (i) => `[${clock(i)}] <${pick(i, 'ana', 'bo')}> ${says(i, 1 + (i % 7))}`)],
  [
    'a talk on a telephone',
    madeLines(
      3000,
      (i) =>
        `${two(1 + (i % 28))}/05/2026, ${two(i % 24)}:10 - ${pick(i, 'Ana', 'Bo')}: ${says(i, 1 + (i % 7))}`,
    ),
  ],
  [
    'a changelog by days',
    madeLines(
      3000,
      (i) => `2026-01-${two(1 + (i % 28))}  Ana Miller  <ana@example.org>\n\n\t* Fix ${newWord(i)}.\n`,
    ),
  ],
  [
    'a changelog by the minute',
    madeLines(
      3000,
      (i) =>
        `2026-01-${two(1 + (i % 28))}  10:${two(i % 60)}  Ana Miller  <ana@example.org>\n\n\t* ${newWord(i)}.c: ${says(i)}.\n`,
    ),
  ],
  [
    'a changelog in Markdown',
    madeLines(
      900,
      (i) =>
        `## 1.${String(i)}.0\n\n- Fix ${says(i)} (#${String(i)})\n- Fix ${says(i + 1)} (#${String(i + 1)})\n`,
    ),
  ],
  [
    'a list in Markdown',
    madeLines(
      3000,
      (i) => `- [${newWord(i)}](https://example.org/${String(i)}) – A library for ${newWord(i * 3)}.`,
    ),
  ],
  ['tasks', madeLines(3000, (i) => `[${pick(i, ' ', 'x')}] ${says(i)}`)],
  ['commits', madeLines(3000, (i) => `${pick(i, 'fix', 'feat', 'chore')}: ${says(i)}`)],
  [
    'updates of packages',
    madeLines(
      3000,
      (i) => `chore(deps): bump ${newWord(i)} from ${String(i % 5)}.1.2 to ${String(i % 5)}.1.3`,
    ),
  ],
  [
    'a diff',
    `diff --git a/x b/x\n--- a/x\n+++ b/x\n${madeLines(1000, (i) => `@@ -${String(i * 9)},1 +${String(i * 9)},1 @@\n-INFO job ${String(i)} done\n+INFO job ${String(i + 1)} done`)}`,
  ],
  [
    'a diff of a known language',
    madeLines(3000, (i) => `${pick(i, '+', '-')}INFO job ${String(i)} done`),
    'diff',
  ],
  ['names of files', madeLines(3000, (i) => `src/${newWord(i)}/file${String(i)}.ts`)],
  ['names of photos', madeLines(3000, (i) => `IMG_${String(i)}.jpg`)],
  ['names of photos in a file that is named a log', madeLines(3000, (i) => `IMG_${String(i)}.jpg`), 'log'],
  [
    'files with their sizes',
    madeLines(
      3000,
      (i) =>
        `-rw-r--r--  1 ana  staff  ${String(1000 + i)} Jan ${two(1 + (i % 28))} 10:${two(i % 60)} IMG_${String(i)}.jpg`,
    ),
  ],
  ['files that have changed', madeLines(3000, (i) => `modified:   src/${newWord(i)}/file${String(i)}.ts`)],
  ['files that were added', madeLines(3000, (i) => `added: the file src/${newWord(i)}/file${String(i)}.ts`)],
  [
    'a talk with short answers',
    madeLines(3000, (i) => `[${clock(i)}] Ana Miller: ${says(i, i % 2 === 0 ? 1 : 3)}`),
  ],
  [
    'entries with as much prose',
    madeLines(3000, (i) => (i % 4 === 3 ? says(i) : `[worker-1] job ${String(i)} done`)),
  ],
  [
    'where something was found',
    madeLines(3000, (i) => `src/${newWord(i)}.ts:${String(i)}: const x = ${String(i)};`),
  ],
  [
    'a catalogue of errors',
    madeLines(3000, (i) => `ERROR ${String(1000 + i)}: Invalid value for parameter ${newWord(i)}`),
  ],
  ['a glossary', madeLines(3000, (i) => `${newWord(i)}: ${says(i)}`)],
  [
    'records with a field a line',
    madeLines(
      3000,
      (i) =>
        `name: ${newWord(i)} ${newWord(i * 3)}\nage: ${String(20 + (i % 60))}\ncity: ${newWord(i % 90)}\n`,
    ),
  ],
  [
    'records of numbers',
    madeLines(3000, (i) => `id: ${String(i)}\nstate: ${pick(i, 'good', 'bad')}\nms: ${String(i % 77)}\n`),
  ],
  ['literature', madeLines(3000, (i) => `[${String(i)}] ${says(i)}, 2026.`)],
  [
    'sums',
    madeLines(
      3000,
      (i) => `${String(1 + (i % 40))} + ${String(1 + (i % 33))} = ${String(2 + (i % 40) + (i % 33))}`,
    ),
  ],
  [
    'customers',
    `id,name,email,plan\n${madeLines(3000, (i) => `${String(i)},${newWord(i)} ${newWord(i * 7)},${newWord(i)}@example.org,${pick(i, 'free', 'pro')}`)}`,
  ],
  [
    'customers since when',
    `since,name,email,plan\n${madeLines(3000, (i) => `2026-01-${two(1 + (i % 28))} ${clock(i)},${newWord(i)} ${newWord(i * 7)},${newWord(i)}@example.org,${pick(i, 'free', 'pro')}`)}`,
  ],
  [
    'customers without a header',
    madeLines(
      3000,
      (i) =>
        `2026-01-${two(1 + (i % 28))} ${clock(i)},${newWord(i)} ${newWord(i * 7)},${newWord(i)}@example.org,7`,
    ),
  ],
  [
    'measured values',
    `time,heat,rain\n${madeLines(3000, (i) => `2026-01-${two(1 + (i % 28))}T${clock(i)}Z,${String((i * 37) % 991)},${String(i % 3)}`)}`,
  ],
  ['a small table', 'way,state\nin,good\nin,good\nin,good\nin,good\nin,good\nin,good\n'],
  [
    'talks with a model',
    madeLines(2000, (i) => JSON.stringify({ role: pick(i, 'user', 'model'), text: says(i) })),
  ],
  [
    'JSON Lines with words for levels',
    madeLines(2000, (i) => JSON.stringify({ level: pick(i, 'A1', 'B2'), sentence: says(i) })),
  ],
  [
    'talks with a model in a file that is named a log',
    madeLines(2000, (i) => `{"role": "${pick(i, 'user', 'model')}", "text": "${says(i)}"}`),
    'log',
  ],
  [
    'sentences with levels in a file that is named a log',
    madeLines(2000, (i) => `{"level": "INFO", "text": "${says(i)}"}`),
    'log',
  ],
  [
    'one JSON text',
    JSON.stringify(
      Array.from({ length: 3000 }, (_, i) => ({ action: 'click', ms: i })),
      null,
      1,
    ),
  ],
  ['nothing', ''],
  ['blank lines', '\n'.repeat(5000)],
];

describe('A text that is no log', () => {
  for (const [what, text, languageId] of LEFT)
    it(`is not folded: ${what}`, async () => {
      const folded = await fold(text, languageId === undefined ? {} : { languageId });
      assert.ok(folded === undefined, folded?.text.slice(0, 500));
    });

  it('is not folded if what is like a log is only part of it', async () => {
    const log = madeLines(400, (index) => `INFO job ${String(index)} done`);
    assert.equal(await fold(`${madeLines(1200, (index) => says(index))}${log}`), undefined);
    assert.equal(
      await fold(
        `${madeLines(200, (index) => `[worker-1] job ${String(index)} done`)}${madeLines(1200, (index) => says(index))}`,
      ),
      undefined,
    );
  });

  it('takes a fraction of what a log takes, because only samples are looked at', async () => {
    const { text: log } = logText(3_000_000);
    const line = `${says(3, 12)}, as it was said before.\n`;
    const prose = line.repeat(Math.ceil(log.length / line.length));
    await fold(log);
    const ofLog = await processorTime(async () => await fold(log));
    const ofProse = await processorTime(async () => await fold(prose));
    assert.ok(ofProse < ofLog / 3, `${ofProse.toFixed(0)} ms of ${ofLog.toFixed(0)}`);
  });
});
