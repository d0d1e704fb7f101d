import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pickSentences } from '../../src/models/offline/pickSentences.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { wordsOf } from '../../src/models/offline/words.js';
import { OfflineModel } from '../../src/models/offline/offlineModel.js';
import type { ModelAnswer } from '../../src/models/model.js';
import { MemoryObserver, requestOf, textOf } from '../support/fakes.js';
import { SAMPLE_FILE } from '../support/paths.js';

const sample = readFileSync(SAMPLE_FILE, 'utf8');

async function summaryOf(
  text: string,
  maxTokens = 4000,
): Promise<ModelAnswer & { text: string; streamed: string }> {
  const observer = new MemoryObserver();
  const request = requestOf([`Please summarize the following text:\n\n${text}`], { maxTokens });
  const answer = await new OfflineModel().answer(request, observer, new AbortController().signal);
  return { ...answer, text: textOf(answer), streamed: observer.text };
}

async function pickedFrom(text: string): Promise<readonly string[]> {
  return (await pickSentences(text, new AbortController().signal)).map((sentence) => sentence.text);
}

describe('The offline summary', () => {
  it('is the same for the same text', async () => {
    assert.deepEqual(await summaryOf(sample), await summaryOf(sample));
  });

  it('picks sentences of the text, word for word, in their order', async () => {
    const picked = await pickSentences(sample, new AbortController().signal);
    const flat = sample.replace(/\s+/g, ' ');
    const places = picked.map(({ text }) => flat.indexOf(text));
    assert.ok(places.length > 1);
    assert.ok(places.every((place) => place >= 0));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it('says in which lines each of them stands', async () => {
    const lines = sample.split('\n');
    for (const { text, fromLine, toLine } of await pickSentences(sample, new AbortController().signal)) {
      const there = lines
        .slice(fromLine - 1, toLine)
        .join(' ')
        .replace(/\s+/g, ' ');
      assert.ok(there.includes(text), text);
      const shorter = lines.slice(fromLine, toLine).join(' ').replace(/\s+/g, ' ');
      assert.ok(!shorter.includes(text), `not so many: ${text}`);
    }
  });

  it('picks no headings, badges, HTML, tables or lists of links', async () => {
    const text = [
      '---\ntitle: A page\n---\n# Bees and honey',
      '[![build](https://x/y.svg)](https://x) ![logo](logo.png)',
      '<p align="center">\n  <img src="bees.png">\n</p>',
      '<!-- Bees and honey,\nas a comment. -->',
      'Bees and honey\n==============',
      '| bees | honey |\n| --- | --- |\n| bees | honey |',
      '- [Bees and honey](https://bees)\n- [Honey](https://honey) · [Bees](https://bees)',
      'Bees make [honey](https://honey) from flowers. They fly far for it.',
      '[bees]: https://bees "Bees and honey"',
      '- Bees sleep in winter, but not all of them.',
    ].join('\n\n');
    const { text: summary } = await summaryOf(text);
    assert.equal(summary, '- Bees make honey from flowers. (line 25)');
  });

  it('cuts Chinese, Japanese and Thai into words', async () => {
    const chinese = [
      '智能交通系统正在改变城市。',
      '今天天气很好。',
      '许多城市使用智能交通系统。',
      '小猫在睡觉。',
      '专家说智能交通系统减少了等待时间。',
    ].join('');
    assert.deepEqual(wordsOf('智能交通系统正在改变城市'), ['智能', '交通', '系统', '正在', '改变', '城市']);
    assert.ok(wordsOf('これは新しい灯台の話です').includes('灯台'));
    assert.ok(wordsOf('ภาษาไทยเป็นภาษาที่สวยงาม').length > 2);
    assert.match((await summaryOf(chinese)).text, /交通系统.*\(line 1\)$/);
  });

  it('picks what several sentences have in common, neither what stands alone nor what all share', async () => {
    const text = [
      'However, there were days which nobody there liked which were grey and there were cold winds.',
      'The harbour there needs dredging because sand fills the channel.',
      'There were complaints which were about noise there.',
      'Dredging the harbour channel costs two million there.',
      'There a restaurant closed which served eels.',
      'Ships wait there outside while sand closes the harbour.',
      'There were elephants which were painted there.',
    ].join(' ');
    assert.deepEqual(await pickedFrom(text), [
      'The harbour there needs dredging because sand fills the channel.',
    ]);
  });

  it('says nothing twice', async () => {
    const said = 'The harbour needs dredging because sand fills the channel every winter';
    const text = [
      'Ships wait outside the harbour for the tide.',
      `${said}.`,
      ...Array.from({ length: 4 }, (_, index) => `Meanwhile another matter ${String(index)} was raised.`),
      `${said}, again.`,
      ...Array.from({ length: 4 }, (_, index) => `Afterwards question ${String(index)} stayed open.`),
    ].join(' ');
    const picked = await pickedFrom(text);
    assert.equal(picked.length, 2);
    assert.equal(picked.filter((sentence) => sentence.includes(said)).length, 1, picked.join('\n'));
  });

  it('ends no sentence behind an abbreviation', async () => {
    assert.deepEqual(await pickedFrom('Dr. Ana Berg leads it.'), ['Dr. Ana Berg leads it.']);
  });

  it('picks no code, unless there is nothing else', async () => {
    const text = 'The first thing said.\n\n```js\nconst said = thing(first);\n```\n\nAnother thing.';
    const { text: summary } = await summaryOf(text);
    assert.doesNotMatch(summary, /const/);
    assert.match((await summaryOf('```js\nconst said = 1;\n```')).text, /const said/);
  });

  it('is much shorter than a long text and drops the instruction around it', async () => {
    const { text } = await summaryOf(sample);
    assert.ok(text.length < sample.length / 2);
    assert.doesNotMatch(text, /Please summarize/);
  });

  it('streams exactly what it answers, at no tokens', async () => {
    const { text, streamed, usage, model } = await summaryOf(sample);
    assert.equal(streamed, text);
    assert.deepEqual(usage, { inputTokens: 0, outputTokens: 0 });
    assert.equal(model, 'offline-extractive');
  });

  for (const limit of [1, 3, 20]) {
    it(`keeps to ${String(limit)} tokens and says that it stopped there`, async () => {
      const { text, stopReason } = await summaryOf(sample, limit);
      assert.ok(estimateTokens(text) <= limit);
      assert.equal(stopReason, 'maxTokens');
    });
  }

  for (const text of ['One line', 'これは文です。次の文です。', '🙂🙂', '???', 'a\ud800b.']) {
    it(`takes ${JSON.stringify(text)} without failing`, async () => {
      const { stopReason } = await summaryOf(text);
      assert.equal(stopReason, 'endTurn');
    });
  }

  it('takes a megabyte without a blank line, and hears a cancel in the middle of it', async () => {
    const abort = new AbortController();
    const text = 'A line of a text that says little and has no end\n'.repeat(20_000);
    const picking = pickSentences(text, abort.signal);
    setImmediate(() => {
      abort.abort(new Error('enough'));
    });
    await assert.rejects(picking, /enough/);
    assert.equal((await pickSentences(text, new AbortController().signal)).length, 7);
  });

  it('hears a cancel', async () => {
    const request = requestOf([sample], { maxTokens: 99 });
    const answering = new OfflineModel().answer(request, new MemoryObserver(), AbortSignal.abort());
    await assert.rejects(answering, { code: 'cancelled' });
  });
});
