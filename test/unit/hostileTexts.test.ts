import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { pickSentences } from '../../src/models/offline/pickSentences.js';
import { listItems } from '../../src/text/markdown.js';
import { findStructure } from '../../src/text/structure.js';
import { splitLongText, splitText } from '../../src/text/split.js';

/** Many times what is allowed, and a fraction of what each of them took before there was a limit. */
const MOST_SECONDS = 8;

describe('A text made to be slow', () => {
  for (const [language, sample, times] of [
    ['javascript', '*', 98_000],
    ['javascript', '/*', 50_000],
    ['javascript', '(a,', 40_000],
    ['cpp', 'a<b,', 15_000],
    ['cpp', '<?php ', 10_000],
    ['go', '*', 98_000],
    ['go', 'f(){', 30_000],
    ['markdown', '> - ', 40_000],
    ['markdown', '1. ', 60_000],
  ] as const) {
    it(`is given up by the grammar of ${language}, and cut all the same: ${sample.repeat(3)}…`, async function () {
      this.timeout(120_000);
      const text = sample.repeat(times);
      const { signal } = new AbortController();
      const before = process.cpuUsage();
      const structure = await findStructure({ text, languageId: language, fits: 4000, signal });
      const parts = splitText(text, structure, 1000);
      const { user, system } = process.cpuUsage(before);
      assert.equal(parts.map(({ from, to }) => text.slice(from, to)).join(''), text);
      const seconds = (user + system) / 1_000_000;
      assert.ok(seconds < MOST_SECONDS, `it took ${seconds.toFixed(1)} s`);
    });
  }

  for (const [what, text] of [
    ['fences that no line begins with', '\r```'.repeat(100_000)],
    ['fences of both kinds', '```\r~~~\n\r'.repeat(40_000)],
  ] as const) {
    it(`takes no longer for the offline model: ${what}`, async function () {
      this.timeout(120_000);
      const before = process.cpuUsage();
      await pickSentences(text, new AbortController().signal);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 5_000_000, `it took ${String((user + system) / 1_000_000)} s`);
    });
  }

  it('takes no longer where the lists of an answer are read', () => {
    const before = process.cpuUsage();
    listItems('> - '.repeat(40_000));
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 5_000_000, `it took ${String((user + system) / 1_000_000)} s`);
  });

  it('is let go of at once when it is cancelled', async function () {
    this.timeout(120_000);
    const abort = new AbortController();
    const { signal } = abort;
    const finding = findStructure({ text: '*'.repeat(98_000), languageId: 'javascript', fits: 4000, signal });
    await delay(100);
    const cancelledAt = process.cpuUsage();
    abort.abort(new Error('enough'));
    await assert.rejects(finding, /enough/);
    const { user, system } = process.cpuUsage(cancelledAt);
    assert.ok(user + system < 1_000_000, `it went on for ${String((user + system) / 1000)} ms`);
  });

  it('is let go of while it is split, too', async function () {
    this.timeout(120_000);
    const abort = new AbortController();
    const { signal } = abort;
    const prose = { kind: 'prose', boundaries: [] } as const;
    const splitting = splitLongText('漢字'.repeat(5_000_000), prose, { maxTokens: 100, signal });
    splitting.catch(() => undefined);
    await delay(10);
    const cancelledAt = process.cpuUsage();
    abort.abort(new Error('enough'));
    await assert.rejects(splitting, /enough/);
    const { user, system } = process.cpuUsage(cancelledAt);
    assert.ok(user + system < 1_000_000, `it went on for ${String((user + system) / 1000)} ms`);
  });

  it('lets others have their turn meanwhile', async () => {
    const { signal } = new AbortController();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await findStructure({ text: '*'.repeat(98_000), languageId: 'javascript', fits: 4000, signal });
    clearInterval(timer);
    assert.ok(turns >= 10, String(turns));
  });

  it('keeps the structure of what stands before it', async () => {
    const { signal } = new AbortController();
    const functions = Array.from({ length: 20_000 }, (_, index) => `function f${String(index)}() {}\n`).join(
      '',
    );
    const text = `${functions}${'*'.repeat(200_000)}`;
    const { boundaries } = await findStructure({ text, languageId: 'javascript', fits: 4000, signal });
    assert.ok(boundaries.length > 10_000, String(boundaries.length));
    const parts = splitText(text, { kind: 'code', boundaries }, 1000);
    assert.deepEqual(parts.at(-1)?.path, [], 'it stands under none of the functions');
  });
});
