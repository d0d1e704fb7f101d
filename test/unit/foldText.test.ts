import assert from 'node:assert/strict';
import { foldText, type FoldedText } from '../../src/text/foldText.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { eventsText, logText, newWord, rareMessages } from '../support/longTexts.js';
import { clock, madeLines, pick } from '../support/madeLines.js';

const { signal } = new AbortController();

async function fold(
  text: string,
  more: { title?: string; languageId?: string } = {},
): Promise<FoldedText | undefined> {
  return await foldText(text, { ...more, signal });
}

/** Logs whose entries have no time at their beginning, or one that is written otherwise. */
const LOGS: readonly (readonly [what: string, entry: (index: number) => string, rare: string])[] = [
  [
    'levels',
    (i) => `${pick(i, 'INFO ', 'DEBUG')} job ${String(i)} is ${pick(i, 'done', 'queued')}`,
    'ERROR the disk is full',
  ],
  ['levels in brackets', (i) => `[INFO] compiling module ${String(i)} of 9000`, '[WARNING] the cache is old'],
  [
    'names in brackets',
    (i) => `[worker-${String(i % 16)}] job ${String(i)} done`,
    '[worker-3] out of memory',
  ],
  [
    'programs',
    (i) => `kernel: usb ${String(i % 7)}-1: new device number ${String(i)}`,
    'kernel: the clock went backwards',
  ],
  [
    'programs and processes',
    (i) => `sshd[${String(i)}]: Failed password for root from 10.0.${String(i % 200)}.7 port ${String(i)}`,
    'sshd[17]: Accepted password for root from 10.0.0.9 port 22',
  ],
  [
    'containers',
    (i) => `web_${String(i % 3)}  | GET /items/${String(i)} 200 in ${String(i % 90)} ms`,
    'db_1   | database system is shut down',
  ],
  ['requests', (i) => `GET /items/${String(i)} 200 ${String(i % 90)} ms - 512`, 'POST /admin 500 12 ms - 90'],
  [
    'seconds since the start',
    (i) => `[${String(i)}.${String(100_000 + i)}] usb ${String(i % 7)}-1: reset`,
    '[77.000001] Kernel panic: not syncing',
  ],
  [
    'a day and a clock without a year',
    (i) => `03-17 ${clock(i)}.811  1702  8671 D PowerManager: acquire lock ${String(i)}`,
    '03-17 16:13:38.859  2227  2227 E Panel: the battery is gone',
  ],
  [
    'a clock somewhere',
    (i) => `node-${String(i % 9)} at ${clock(i)}: beat ${String(i)} sent`,
    'node-3 at 10:00:00: no answer',
  ],
  [
    'a level somewhere',
    (i) =>
      `081109 203615 ${String(i)} INFO dfs.Data: block blk_${String(i)} sent to /10.0.0.${String(i % 9)}`,
    '081109 203615 148 WARN dfs.Data: the block is broken',
  ],
];

describe('A log whose entries begin otherwise', () => {
  for (const [what, entry, rare] of LOGS)
    it(`is folded: ${what}`, async () => {
      const lines = Array.from({ length: 4000 }, (_, index) => entry(index));
      lines.splice(2500, 0, rare);
      const text = `${lines.join('\n')}\n`;
      const folded = (await fold(text)) ?? assert.fail('not folded');
      assert.ok(folded.text.includes(`\n2501: ${rare}\n`), folded.text.slice(0, 1000));
      const share = estimateTokens(folded.text) / estimateTokens(text);
      assert.ok(share < 0.03, `${(share * 100).toFixed(1)}% of the log`);
      assert.deepEqual([folded.of, folded.entries], ['entries', 4001]);
      for (const [, number = '', words = ''] of folded.text.matchAll(/^(\d+): (.*)$/gm))
        assert.equal(lines[Number(number) - 1], words);
    });

  it('is folded if it is known to be a log, whatever its entries begin with', async () => {
    const text = madeLines(500, (index) => `beat ${String(index)} of the heart\n  and what belongs to it`);
    assert.equal(await fold(text), undefined);
    for (const known of [{ title: 'heart.log' }, { languageId: 'log' }]) {
      const folded = (await fold(text, known)) ?? assert.fail('not folded');
      assert.deepEqual([folded.entries, folded.templates], [500, 1]);
    }
  });

  it('keeps its notes word for word, where a log has some', async () => {
    const entry = (index: number): string => `10:00:00 INFO job ${String(index)} done\n`;
    const notes = rareMessages(8);
    const text = Array.from(
      { length: 800 },
      (_, index) => `${entry(index)}${index % 100 === 50 ? `${notes[index / 100 - 0.5] ?? ''}\n` : ''}`,
    );
    const folded = (await fold(text.join(''))) ?? assert.fail('not folded');
    for (const note of notes) assert.ok(folded.text.includes(`\n${note}\n`), note);
  });
});

describe('A text that is folded', () => {
  it('is a log, JSON Lines or a table', async () => {
    const { text: log } = logText(1_000_000);
    assert.equal((await fold(log))?.of, 'entries');
    assert.equal((await fold(eventsText('jsonl', 1_000_000).text))?.of, 'entries');
    assert.equal((await fold(eventsText('jsonl', 1_000_000).text, { languageId: 'jsonl' }))?.of, 'entries');
    assert.equal((await fold(eventsText('csv', 1_000_000).text))?.of, 'rows');
    assert.equal((await fold(eventsText('csv', 1_000_000).text.replaceAll(',', '\t')))?.of, 'rows');
  });

  it('is a log in JSON, by more than its messages', async () => {
    const rare = '{"level":30,"time":1764000000500,"msg":"request completed","status":507}';
    const lines = Array.from({ length: 2000 }, (_, index) =>
      JSON.stringify({
        level: 30,
        time: 1764000000000 + index,
        msg: pick(index, 'request completed', 'job queued'),
        status: 200,
      }),
    );
    lines.splice(700, 0, rare);
    for (const title of ['x', 'x.log']) {
      const folded = (await fold(lines.join('\n'), { title })) ?? assert.fail('not folded');
      assert.ok(folded.text.includes(`\n701: ${rare}\n`));
      assert.equal(folded.templates, 3);
    }
  });

  it('is a log in JSON that is known to be one, where its messages have names', async () => {
    const text = madeLines(2000, (index) =>
      JSON.stringify({ time: 1764000000000 + index, msg: `the file ${newWord(index)} was sent`, level: 30 }),
    );
    assert.equal(await fold(text), undefined);
    const folded = (await fold(text, { title: 'app.log' })) ?? assert.fail('not folded');
    assert.deepEqual([folded.entries, folded.templates], [2000, 1]);
  });

  it('is a table of log entries, whose messages have names', async () => {
    const text = `id,level,message\n${madeLines(2000, (index) => `${String(index)},INFO,a file of ${newWord(index)} was uploaded`)}`;
    const folded = (await fold(text)) ?? assert.fail('not folded');
    assert.match(folded.text, /\n2: 0,INFO,a file of \w+ was uploaded\n {4}… 1,999 more like it/);
  });

  it('is no table if its columns are milliseconds', async () => {
    const folded = await fold(
      madeLines(500, (index) => `${clock(index)},${String(100 + index)} job ${String(index)} done`),
    );
    assert.deepEqual([folded?.of, folded?.templates], ['entries', 1]);
  });
});
