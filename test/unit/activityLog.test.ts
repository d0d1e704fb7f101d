import assert from 'node:assert/strict';
import { ActivityLog } from '../../src/activity/activityLog.js';
import { MAX_TEXT } from '../../src/activity/keptTexts.js';
import { SummarizeError } from '../../src/common/errors.js';
import { answerSamplingRequest } from '../../src/sampling/handler.js';
import { CallRecord } from '../../src/call/callRecord.js';
import { MemoryLog, MemoryObserver, openGate, question, requestOf, ScriptedModel } from '../support/fakes.js';

const SECRET = 'the text that nobody may keep';
const params = { messages: [{ role: 'user', content: { type: 'text', text: SECRET } }], maxTokens: 50 };

const PRICE = { input: 1_000_000, output: 2_000_000 };

function clock(): () => Date {
  let seconds = 0;
  return () => new Date(Date.UTC(2026, 10, 22, 12, 0, seconds++));
}

describe('The record of sampling requests', () => {
  /** Answers a request by a model, in the record. */
  async function answer(activity: ActivityLog, request: unknown, model = new ScriptedModel()): Promise<void> {
    const record = new CallRecord(new MemoryObserver(), () => PRICE, {
      begin: () => activity.begin({ server: 's', tool: 't' }),
    });
    const setup = { model, maxTokens: 10, gate: openGate(), log: new MemoryLog() };
    await answerSamplingRequest(request, setup, record.next(), new AbortController().signal).catch(
      () => undefined,
    );
  }

  it('has the figures of an answer, and neither its text nor the request’s', async () => {
    const activity = new ActivityLog({ now: clock() });
    await answer(activity, { ...params, temperature: 1 }, new ScriptedModel({ text: 'An answer to keep.' }));
    assert.deepEqual(activity.entries, [
      {
        id: 1,
        at: '2026-11-22T12:00:00.000Z',
        server: 's',
        tool: 't',
        outcome: 'answered',
        reason: 'endTurn',
        passedBy: 'policy',
        edited: [],
        modelAsked: 'scripted',
        chosenBy: 'you',
        modelUsed: 'scripted-1',
        inputTokens: 3,
        outputTokens: 2,
        cacheReadTokens: null,
        cacheWriteTokens: null,
        cost: 7,
        savedByCache: 0,
        milliseconds: 1000,
        waitedMilliseconds: 0,
        requestedMaxTokens: 50,
        maxTokens: 10,
        messages: 1,
        characters: SECRET.length,
        tools: 0,
        dropped: ['temperature'],
        texts: null,
      },
    ]);
    assert.doesNotMatch(activity.toJsonLines(), /nobody may keep|answer to keep/);
  });

  for (const [what, failure, outcome, reason] of [
    ['a cancel', new SummarizeError('cancelled', 'x'), 'cancelled', 'cancelled'],
    ['a no of the user', new SummarizeError('denied', 'x'), 'refused', 'denied'],
    ['a never', new SummarizeError('neverAllowed', 'x'), 'refused', 'neverAllowed'],
    ['a limit', new SummarizeError('limitReached', 'x'), 'refused', 'limitReached'],
    ['a failure', new SummarizeError('keyRefused', 'the key sk-secret was refused'), 'failed', 'keyRefused'],
  ] as const) {
    it(`has ${what} by its code`, async () => {
      const activity = new ActivityLog();
      const model = new ScriptedModel();
      model.answer = () => Promise.reject(failure);
      await answer(activity, params, model);
      const [entry] = activity.entries;
      assert.deepEqual([entry?.outcome, entry?.reason, entry?.modelUsed], [outcome, reason, null]);
      assert.doesNotMatch(activity.toJsonLines(), /sk-secret/);
    });
  }

  it('has a request that was refused before any model saw it', async () => {
    const activity = new ActivityLog();
    await answer(activity, { messages: [] });
    assert.deepEqual(
      activity.entries.map(({ outcome, modelAsked }) => [outcome, modelAsked]),
      [['refused', null]],
    );
  });

  it('keeps texts where the user wants it, cut where they are long, the newest first', async () => {
    let keepsTexts = true;
    const activity = new ActivityLog({ keepsTexts: () => keepsTexts });
    const image = { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' };
    const long = { type: 'text', text: 'x'.repeat(MAX_TEXT + 7) };
    const messages = [
      { role: 'user', content: [{ type: 'text', text: SECRET }, image] },
      { role: 'user', content: long },
    ];
    await answer(activity, { ...params, messages, systemPrompt: 'Be brief.' });
    const texts = activity.entries[0]?.texts;
    assert.equal(texts?.systemPrompt, 'Be brief.');
    assert.equal(texts.messages[0]?.text, `${SECRET}\n\n[image/png, 8 bytes]`);
    assert.match(texts.messages[1]?.text ?? '', /^x{50000}… \(7 more characters were not kept\)$/);
    assert.equal(texts.answer, 'An answer.');
    keepsTexts = false;
    await answer(activity, params);
    assert.equal(activity.entries[1]?.texts, null);
    keepsTexts = true;
    for (let count = 0; count < 110; count++) await answer(activity, { ...params, messages });
    const kept = activity.entries.filter((entry) => entry.texts !== null);
    assert.ok(kept.length > 90 && kept.length <= 100, String(kept.length));
    assert.equal(kept.at(-1)?.id, 112);
    assert.equal(activity.entries.length, 112, 'figures went with the texts');
  });

  it('hides keys in what it keeps, and in texts before it cuts them', async () => {
    const key = 'sk-a-key-in-a-text';
    const hide = (text: string): string => text.replaceAll(key, '[key]');
    const activity = new ActivityLog({ now: clock(), keepsTexts: () => true, hide });
    const text = `${'x'.repeat(MAX_TEXT - 5)}${key}`;
    const asked = {
      messages: [{ role: 'user', content: { type: 'text', text } }],
      maxTokens: 5,
      systemPrompt: key,
    };
    await answer(activity, asked, new ScriptedModel({ text: `The key is ${key}.` }));
    assert.doesNotMatch(activity.toJsonLines(), /sk-a/);
    assert.equal(activity.entry(1)?.texts?.answer, 'The key is [key].');
    await answer(activity, params, new ScriptedModel({ model: `m ${key}`, stopReason: `why ${key}` }));
    assert.doesNotMatch(activity.toJsonLines(), /sk-a/);
    assert.equal(activity.entry(2)?.modelUsed, 'm [key]');
    assert.equal(activity.entry(2)?.reason, 'why [key]');
  });

  it('is bounded, tells its changes, and forgets what was cleared', () => {
    const activity = new ActivityLog();
    let changes = 0;
    const stop = activity.onDidChange(() => changes++);
    const recorders = Array.from({ length: 1002 }, () => activity.begin({ server: 's', tool: 't' }));
    assert.deepEqual([activity.entries.length, activity.entries[0]?.id, changes], [1000, 3, 1002]);
    activity.clear();
    recorders.at(-1)?.failed(new SummarizeError('cancelled', 'x'));
    assert.deepEqual([activity.entries, changes], [[], 1003]);
    stop();
    activity.begin({ server: 's', tool: 't' });
    assert.equal(changes, 1003);
    assert.equal(activity.entries[0]?.id, 1003);
  });

  it('has a request that came outside of any call', () => {
    const activity = new ActivityLog({ now: clock() });
    activity.stray('s');
    activity.stray('s');
    assert.equal(activity.entries.length, 1);
    const [{ server, tool, outcome, reason } = {}] = activity.entries;
    assert.deepEqual([server, tool, outcome, reason], ['s', '', 'refused', 'outsideOfCall']);
  });

  it('has who let a request through, how long it waited, and what was edited', async () => {
    const activity = new ActivityLog({ now: clock(), keepsTexts: () => true });
    const recorder = activity.begin({ server: 's', tool: 't' });
    const { sampling, choice } = question({}, ['before']);
    const answer = await new ScriptedModel().answer(sampling.request, new MemoryObserver());
    recorder.requested(sampling, choice);
    recorder.waiting();
    assert.equal(activity.entry(1)?.outcome, 'waiting');
    recorder.passed({ request: requestOf(['after']), choice, by: 'review', edited: true });
    recorder.answered(answer, undefined);
    recorder.waiting();
    recorder.delivered({ ...answer, content: [{ type: 'text', text: 'edited' }] }, true);
    const entry = activity.entry(1);
    assert.deepEqual(
      [entry?.outcome, entry?.passedBy, entry?.edited, entry?.inputTokens],
      ['answered', 'review', ['prompt', 'answer'], 3],
    );
    assert.deepEqual([entry?.texts?.messages[0]?.text, entry?.texts?.answer], ['after', 'edited']);
    assert.ok(entry !== undefined && entry.waitedMilliseconds > 0);
    assert.ok(entry.waitedMilliseconds < (entry.milliseconds ?? 0));
  });

  it('is JSON Lines', () => {
    const activity = new ActivityLog();
    activity.begin({ server: 'a\nb', tool: 't' });
    activity.begin({ server: 's', tool: 't' });
    const lines = activity.toJsonLines().split('\n');
    assert.equal(lines.length, 3);
    assert.deepEqual(
      lines.slice(0, 2).map((line) => (JSON.parse(line) as { server: string }).server),
      ['a\nb', 's'],
    );
  });
});
