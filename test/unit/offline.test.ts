import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pickSentences } from '../../src/models/offline/pickSentences.js';
import { estimateTokens } from '../../src/text/tokens.js';
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

describe('The offline summary', () => {
  it('is the same for the same text', async () => {
    assert.deepEqual(await summaryOf(sample), await summaryOf(sample));
  });

  it('picks sentences of the text, word for word, in their order', async () => {
    const picked = await pickSentences(sample, new AbortController().signal);
    const flat = sample.replace(/\s+/g, ' ');
    const places = picked.map((sentence) => flat.indexOf(sentence));
    assert.ok(places.length > 1);
    assert.ok(places.every((place) => place >= 0));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it('takes an entry of a log for what a sentence is elsewhere', async () => {
    const lines = Array.from(
      { length: 20 },
      (_, index) => `2026-11-22T10:00:${String(index + 10)} worker ${String(index)} has started. It waits.`,
    );
    const picked = await pickSentences(lines.join('\n'), new AbortController().signal);
    assert.ok(picked.length > 1);
    for (const sentence of picked) assert.ok(lines.includes(sentence), sentence);
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
    const text = 'A line of a log that says little and has no end\n'.repeat(20_000);
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
