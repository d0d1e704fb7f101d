import assert from 'node:assert/strict';
import { foldText } from '../../src/text/foldText.js';
import type { FoldedLog } from '../../src/text/writeFolded.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { processorTime } from '../support/processorTime.js';
import { logText, newWord, rareMessages } from '../support/longTexts.js';

const { signal } = new AbortController();
const PLANTED = rareMessages(60);

/** A log with entries planted evenly, and the lines at which they are. */
function planted(bytes: number): { readonly text: string; readonly places: ReadonlyMap<string, number> } {
  const lines = logText(bytes).text.trimEnd().split('\n');
  const places = new Map<string, number>();
  const step = Math.floor(lines.length / (PLANTED.length + 1));
  for (const [index, words] of PLANTED.entries()) {
    let at = step * (index + 1) + index;
    // Not between an entry and its stack trace.
    while (lines[at]?.startsWith(' ') === true) at++;
    lines.splice(at, 0, `2026-11-22T10:00:00.000Z WARN [main] ${words}`);
  }
  for (const [index, line] of lines.entries()) {
    const words = PLANTED.find((one) => line.endsWith(`[main] ${one}`));
    if (words !== undefined) places.set(words, index + 1);
  }
  return { text: `${lines.join('\n')}\n`, places };
}

async function foldLog(text: string, firstLine = 1): Promise<FoldedLog | undefined> {
  return await foldText(text, { title: 'service.log', firstLine, signal });
}

describe('A log that is folded', () => {
  const fold = async (text: string, firstLine = 1): Promise<FoldedLog> =>
    (await foldLog(text, firstLine)) ?? assert.fail('not folded');

  it('keeps what is rare word for word, with its line, and is a fraction of its size', async () => {
    const { text, places } = planted(5_000_000);
    assert.equal(places.size, 60);
    const folded = await fold(text);
    for (const [words, line] of places) {
      assert.ok(
        folded.text.includes(`${String(line)}: 2026-11-22T10:00:00.000Z WARN [main] ${words}\n`),
        `${words} is not at line ${String(line)}`,
      );
    }
    const share = estimateTokens(folded.text) / estimateTokens(text);
    assert.ok(share < 0.08, `${(share * 100).toFixed(1)}% of the log`);
    assert.ok(folded.templates < 300, String(folded.templates));
  });

  it('tells of each group how many there are, where, when, and what differs', async () => {
    const entry = (second: number): string =>
      `2026-11-22 10:00:${String(second).padStart(2, '0')} INFO [worker-${String(second % 2)}] job done in ${String(second + 5)} ms`;
    const text = Array.from({ length: 50 }, (_, second) => entry(second)).join('\n');
    const folded = await fold(`${text}\n`, 101);
    assert.deepEqual(folded.text.split('\n'), [
      `101: ${entry(0)}`,
      '    … 49 more like it, the last at line 150, every 1.0 s on average; in the fifths of the text: 10, 10, 10, 10, 10; ' +
        'what differs: 2 values, from 0 to 1, most often [worker-0] (25); 50 values, from 5 to 54',
      '',
    ]);
    assert.deepEqual(folded.lines, [
      { fromLine: 101, toLine: 101 },
      { fromLine: 101, toLine: 150 },
    ]);
    assert.deepEqual([folded.entries, folded.templates], [50, 1]);
  });

  it('keeps a stack trace with its entry, once', async () => {
    const one = (id: number): string =>
      `2026-11-22 10:00:00 ERROR request ${String(id)} failed\n    at handle (server.js:1:2)\n    at next (queue.js:3:4)\n`;
    const folded = await fold(Array.from({ length: 20 }, (_, id) => one(id)).join(''));
    assert.equal(folded.text.match(/at handle/g)?.length, 1);
    assert.match(
      folded.text,
      /^1: .*request 0 failed\n {4}at handle[^\n]*\n {4}at next[^\n]*\n {4}… 19 more/,
    );
  });

  it('tells entries apart that differ only in the exception below them', async () => {
    const one = (exception: string, cause = ''): string =>
      `2026-11-22 10:00:00 ERROR request failed\njava.lang.${exception}: no\n    at handle (Server.java:1)\n${cause}`;
    const cause = 'Caused by: java.io.EOFException: end\n    at read (Reader.java:2)\n';
    const text = [
      one('NullPointerException').repeat(40),
      one('OutOfMemoryError'),
      one('NullPointerException', cause),
    ];
    const folded = await fold(text.join(''));
    assert.match(folded.text, /39 more like it/);
    assert.match(folded.text, /\n121: .*\njava\.lang\.OutOfMemoryError: no\n/);
    assert.match(folded.text, /\n124: .*\njava\.lang\.Null.*\n.*\nCaused by: java\.io\.EOFException: end\n/);
  });

  it('tells entries apart by all of what stands below them', async () => {
    // As subtitles have it: the number of the next one stands behind what is said.
    const one = (index: number): string =>
      `10:00:00.000 --> 10:00:01.500\n${newWord(index)} ${newWord(index * 7)}\n\n${String(index + 1)}\n`;
    const text = Array.from({ length: 500 }, (_, index) => one(index)).join('');
    assert.ok((await foldLog(text)) === undefined);
  });

  it('does not keep addresses apart that differ only in numbers', async () => {
    const text = Array.from(
      { length: 100 },
      (_, index) => `10:00:00 10.0.0.${String(index)}:50010: got ${String(index)}\n`,
    );
    assert.equal((await fold(text.join(''))).templates, 1);
  });

  it('keeps what is rare among entries that are alike, and folds names', async () => {
    const entry = (second: number, why: string): string =>
      `2026-11-22 10:00:${String(second % 60).padStart(2, '0')} WARN the upload of a file was ended by ${why}\n`;
    const text = Array.from({ length: 300 }, (_, index) =>
      entry(index, index % 100 === 50 ? newWord(index) : 'its user'),
    );
    const folded = await fold(text.join(''));
    assert.deepEqual(folded.text.split('\n'), [
      `1: ${entry(0, 'its user').trimEnd()}`,
      folded.text.split('\n')[1],
      ...[50, 150, 250].map((index) => `${String(index + 1)}: ${entry(index, newWord(index)).trimEnd()}`),
      '',
    ]);
    assert.match(folded.text, /\n {4}… 296 more like it, the last at line 300, /);
    const named = await fold(
      Array.from({ length: 300 }, (_, index) => entry(index, newWord(index))).join(''),
    );
    assert.deepEqual([named.entries, named.templates], [300, 1]);
    assert.match(named.text, /\n {4}… 299 more like it, /);
  });

  it('tells frequent kinds apart that are alike', async () => {
    const kinds = ['request handled', 'cache missed', 'job queued', 'connection lost'];
    const entry = (index: number): string =>
      `2026-11-22 10:00:00 INFO [worker-${String(index % 7)}] ${kinds[index % 4] ?? ''} id=${String(index)} in 5 ms\n`;
    const folded = await fold(Array.from({ length: 400 }, (_, index) => entry(index)).join(''));
    assert.equal(folded.templates, 4);
    for (const kind of kinds) assert.match(folded.text, new RegExp(`${kind} .*\n.*… 99 more like it`));
  });

  it('folds no fewer than four entries', async () => {
    const same = (words: string, count: number): string =>
      `2026-11-22 10:00:00 INFO ${words}\n`.repeat(count);
    const folded = await fold(
      `${same('the day begins', 100)}${same('three of these', 3)}${same('four of those', 4)}`,
    );
    assert.equal(folded.text.match(/three of these/g)?.length, 3);
    assert.equal(folded.text.match(/four of those/g)?.length, 1);
    assert.deepEqual(
      folded.boundaries.map(({ at }) => folded.text.slice(at, folded.text.indexOf(':', at))),
      ['1', '101', '102', '103', '104'],
    );
    assert.equal(folded.lines.length, folded.text.split('\n').length - 1);
  });

  it('does not mix levels, and folds nothing that says something of its own', async () => {
    const same = Array.from(
      { length: 30 },
      () => '2026-11-22 10:00:00 INFO all is well today, as it seems\n',
    );
    const text = [...same, '2026-11-22 10:00:01 ERROR all is well today, as it seems\n', ...same].join('');
    const folded = await fold(text);
    assert.match(folded.text, /\n31: 2026-11-22 10:00:01 ERROR all is well today, as it seems\n/);
  });

  it('is left alone where that would not help', async () => {
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
    const text = letters.map(
      (letter) => `2026-11-22 10:00:00 INFO ${letter.repeat(3)} ${letter} says ${letter}\n`,
    );
    assert.equal(await foldLog(text.join('')), undefined);
    assert.equal(await foldLog(''), undefined);
  });

  it('takes time in proportion to its length, also where every entry is another', async () => {
    for (const entry of [
      (index: number) =>
        `2026-11-22 10:00:00 INFO ${newWord(index)} ${newWord(index * 7)} ${newWord(index * 13)} end\n`,
      (index: number) =>
        `2026-11-22 10:00:00 INFO same ${newWord(index)} of ${newWord(index * 7)} and ${newWord(index * 3)}\n`,
    ]) {
      const timeOf = async (count: number): Promise<number> => {
        const text = Array.from({ length: count }, (_, index) => entry(index)).join('');
        return await processorTime(async () => await foldLog(text));
      };
      await timeOf(10_000);
      const ratio = (await timeOf(80_000)) / (await timeOf(20_000));
      assert.ok(ratio < 10, `four times the text took ${ratio.toFixed(1)} times as long`);
    }
  });

  it('can be cancelled', async () => {
    const { text } = logText(2_000_000);
    const cancelled = AbortSignal.abort(new Error('enough'));
    await assert.rejects(foldText(text, { title: 'service.log', signal: cancelled }), /enough/);
  });
});
