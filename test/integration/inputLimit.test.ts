import assert from 'node:assert/strict';
import path from 'node:path';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ActivityLog } from '../../src/activity/activityLog.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import type { ToolAnswer } from '../../src/call/runTool.js';
import { summarize } from '../../src/call/summarize.js';
import type { PricedPlan, SummaryOptions } from '../../src/call/summaryOptions.js';
import type { SamplingGate } from '../../src/sampling/gate.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { closedGate } from '../support/fakes.js';
import { DIST } from '../support/paths.js';
import { partInPrompt, promptOf, textInPrompt } from '../support/prompts.js';

const PARAGRAPH = 'A paragraph of some words, which says that it is one of many and no more than that.\n\n';
const LONG = Array.from({ length: 300 }, (_, index) => `${String(index)}. ${PARAGRAPH}`).join('');

describe('A text for a model that takes little', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
    loopback.script = (body) => ({
      pieces: [partInPrompt(promptOf(body)) === undefined ? 'The whole.' : 'A part.'],
    });
  });

  const run = async (text: string, more: Partial<SummaryOptions> = {}): Promise<ToolAnswer> =>
    await summarize(text, { ...client.options(), about: { part_tokens: 1000 }, ...more });

  it('is split again once it is known that its parts are more than the model takes', async () => {
    loopback.inputLimit = 1000;
    // A model that answers at once would be done before that is known.
    loopback.script = (body) => ({
      pieces: ['A part.'],
      pause: textInPrompt(promptOf(body)) === LONG ? 20_000 : 0,
    });
    const { model } = client.options();
    // It would fit into one part as the user has set it.
    await run(LONG, { model, about: { part_tokens: 20_000 } });
    const seen = loopback.requests.splice(0);
    const isWhole = ({ body }: (typeof seen)[number]): boolean => textInPrompt(promptOf(body)) === LONG;
    // It may be known before the whole was sent.
    assert.ok(seen.filter(isWhole).every(({ closedAt }) => closedAt !== undefined));
    const others = seen.filter((request) => !isWhole(request));
    assert.match(client.observer.notices.join('\n'), /takes less text at once/);
    // From now on it is known.
    const other = LONG.replaceAll('words', 'letters');
    await run(other, { model, about: { part_tokens: 20_000 } });
    assert.ok(loopback.requests.every(({ body }) => textInPrompt(promptOf(body)) !== other));
    const prompts = [...others, ...loopback.requests]
      .map(({ body }) => promptOf(body))
      .filter((prompt) => partInPrompt(prompt) !== undefined);
    assert.ok(prompts.length > 8);
    for (const prompt of prompts) assert.ok(Buffer.byteLength(textInPrompt(prompt)) / 4 <= 700);
  });

  it('is sent at once where no answer of the endpoint could change anything', async () => {
    loopback.countTokens = () => assert.fail('the tokens were counted');
    loopback.inputLimit = 1_000_000;
    const { model } = client.options();
    const confirm = { from: 100_000, ask: () => assert.fail('the user was asked') };
    for (let time = 0; time < 2; time++) await run(LONG, { model, confirm, about: { part_tokens: 20_000 } });
    assert.equal(loopback.requests.length, 2);
  });

  it('is sized by what the endpoint says now, not by what it said before it loaded another model', async () => {
    const later = performance.now() + 6 * 60 * 1000;
    const other = LONG.replaceAll('words', 'letters');
    const { model } = client.options();
    await run(LONG, { model, about: { part_tokens: 20_000 } });
    assert.equal(loopback.requests.length, 1, 'the limit was known');
    loopback.requests.length = 0;
    loopback.inputLimit = 1000;
    loopback.script = (body) => ({
      pieces: ['A part.'],
      pause: textInPrompt(promptOf(body)) === other ? 20_000 : 0,
    });
    const clock = mock.method(performance, 'now', () => later);
    try {
      await run(other, { model, about: { part_tokens: 20_000 } });
    } finally {
      clock.mock.restore();
    }
    assert.ok(loopback.requests.length > 8);
  });

  it('is neither counted nor asked about, recorded or sent before it may be sent', async () => {
    loopback.countTokens = () => assert.fail('counted');
    const activity = new ActivityLog({
      keepsTexts: () => true,
      hide: (text) => text,
      count: () => undefined,
    });
    const until = Promise.withResolvers<never>();
    const confirm = { from: 1000, ask: () => assert.fail('the user was asked') };
    const asked: string[] = [];
    const gateFor = (): SamplingGate => ({
      passesUnasked: true,
      maxRounds: 1,
      check: () => void asked.push('policy'),
      admit: () => assert.fail('admitted'),
    });
    for (const more of [{ confirm }, {}]) {
      const call = new AbortController();
      const options = { until: until.promise, activity, gateFor, signal: call.signal, ...more };
      const running = run(LONG, { ...options, about: { part_tokens: 20_000 } });
      await delay(300);
      call.abort();
      await assert.rejects(running, { code: 'cancelled' });
    }
    assert.deepEqual([loopback.requests.length, activity.entries.length, asked.length], [0, 0, 0]);
  });

  it('has its tokens not counted by anybody while the user wants to see requests first', async () => {
    loopback.countTokens = () => assert.fail('the text was sent before it was allowed');
    await assert.rejects(run(LONG, { gateFor: closedGate }), { code: 'denied' });
    assert.equal(loopback.requests.length, 0);
  });

  it('has its tokens counted where the endpoint counts them', async () => {
    let counted = 0;
    loopback.countTokens = (body) => {
      counted++;
      return Math.ceil((Buffer.byteLength(promptOf(body)) / 4) * 3);
    };
    let told = 0;
    const confirm = {
      from: 10_000,
      ask: ({ inputTokens, outputTokens, cost }: PricedPlan) => {
        told = inputTokens;
        assert.equal(cost?.dollars, inputTokens + 2 * outputTokens);
        return Promise.resolve(true);
      },
    };
    await run(LONG, { confirm, priceOf: () => ({ input: 1_000_000, output: 2_000_000 }) });
    assert.equal(counted, 1);
    assert.ok(told > (LONG.length / 4) * 3, `${String(told)} tokens were told`);
    const texts = loopback.requests
      .map(({ body }) => promptOf(body))
      .filter((prompt) => partInPrompt(prompt) !== undefined)
      .map((prompt) => textInPrompt(prompt));
    for (const text of texts.slice(0, -1)) assert.ok((text.length / 4) * 3 <= 1600, String(text.length));
  });

  it('may cut a prompt without a word, which is told by the tokens that it counts', async () => {
    loopback.script = () => ({ pieces: ['Half of it.'], usage: { input_tokens: 512 } });
    const answer = await run(PARAGRAPH.repeat(200), { about: { part_tokens: 20_000 } });
    assert.equal(answer.cutPrompts, 1);
    assert.match(client.log.text, /may have read only part/);
    loopback.script = () => ({ pieces: ['All of it.'] });
    assert.equal((await run(PARAGRAPH.repeat(200), { about: { part_tokens: 20_000 } })).cutPrompts, 0);
  });

  describe('with more tokens than it looks', () => {
    const takes = (characters: number): void => {
      loopback.failWhere((body) => textInPrompt(promptOf(body)).length > characters, {
        status: 400,
        errorType: 'invalid_request_error',
        errorMessage: 'prompt is too long: 210000 tokens > 200000 maximum',
      });
    };
    const sentTexts = (): string[] =>
      loopback.requests.map(({ body }) => promptOf(body)).map((prompt) => textInPrompt(prompt));

    it('is halved, and its halves, until the model takes them', async () => {
      takes(1000);
      const { text, summary } = await run(LONG);
      assert.equal(text, 'The whole.');
      assert.deepEqual(summary?.gaps, []);
      const taken = sentTexts().filter((sent) => sent.length <= 1000 && LONG.includes(sent));
      assert.equal(
        taken.reduce((sum, sent) => sum + sent.length, 0),
        LONG.length,
      );
      assert.ok(taken.length > summary.usage.parts);
    });

    it('becomes several parts where it was one', async () => {
      takes(1000);
      const { text, summary } = await run(PARAGRAPH.repeat(20));
      assert.equal(text, 'The whole.');
      assert.ok((summary?.usage.parts ?? 0) >= 2);
    });

    it('has its summaries merged by fewer at once', async () => {
      const words = 'word '.repeat(60).trim();
      loopback.script = () => ({ pieces: [words] });
      loopback.failWhere(
        (body) => partInPrompt(promptOf(body)) === undefined && textInPrompt(promptOf(body)).length > 1000,
        { status: 413, errorType: 'request_too_large' },
      );
      const { text, summary } = await run(LONG);
      assert.equal(text, words);
      assert.deepEqual(summary?.gaps, []);
    });

    it('is not halved for ever: what no model takes is named', async () => {
      loopback.failWhere((body) => partInPrompt(promptOf(body))?.[0] === 2, {
        status: 400,
        errorType: 'invalid_request_error',
        errorMessage: 'the input length exceeds the context length',
      });
      const { summary } = await run(LONG);
      assert.match(summary?.gaps[0]?.reason ?? '', /more tokens than the model accepts/);
    });
  });
});
