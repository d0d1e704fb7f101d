import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PolicyGate } from '../../src/policy/policyGate.js';
import { DEFAULT_POLICY, type SamplingLimits, type SamplingPolicy } from '../../src/policy/policy.js';
import { UsageMeter } from '../../src/policy/usage.js';
import { answerSamplingRequest, type SamplingResult } from '../../src/sampling/handler.js';
import { mapStore } from '../../src/common/store.js';
import { MemoryLog, MemoryObserver, ScriptedModel, ScriptedUser } from '../support/fakes.js';

const SERVER = { name: 'a server', setting: 'a server', identity: 'x' };
const params = {
  messages: [{ role: 'user', content: { type: 'text', text: 'A question.' } }],
  maxTokens: 50,
};

describe('The gate of a tool call', () => {
  let user: ScriptedUser;
  let model: ScriptedModel;
  let observer: MemoryObserver;
  let meter: UsageMeter;
  let policy: SamplingPolicy;
  let gate: PolicyGate;

  function callWith(changes: Partial<SamplingPolicy>, limits: Partial<SamplingLimits> = {}): void {
    policy = { ...DEFAULT_POLICY, ...changes, limits: { ...DEFAULT_POLICY.limits, ...limits } };
    gate = newCall();
  }
  const newCall = (): PolicyGate =>
    new PolicyGate({ server: SERVER, tool: 'tool', policy: () => policy, user, meter });

  beforeEach(() => {
    user = new ScriptedUser();
    model = new ScriptedModel();
    observer = new MemoryObserver();
    meter = new UsageMeter({ key: 'x' });
    callWith({});
  });

  const answer = async (signal = new AbortController().signal): Promise<SamplingResult> =>
    await answerSamplingRequest(
      params,
      { model, maxTokens: 100, gate, log: new MemoryLog() },
      observer,
      signal,
    );
  const refused = { name: 'SamplingRefusal', code: -1, message: 'User rejected sampling request' };

  it('asks once for a call, and again for the next one', async () => {
    await answer();
    await answer();
    assert.deepEqual(user.asked, ['decide']);
    gate = newCall();
    await answer();
    assert.deepEqual(user.asked, ['decide', 'decide']);
    assert.deepEqual(
      observer.passed.map(({ by, edited }) => [by, edited]),
      [
        ['you', false],
        ['you', false],
        ['you', false],
      ],
    );
  });

  for (const [decision, code] of [
    ['deny', 'denied'],
    ['closed', 'questionClosed'],
    ['never', 'denied'],
  ] as const) {
    it(`keeps to a no of the kind "${decision}" for the whole call, and asks no model`, async () => {
      user.decision = decision;
      await assert.rejects(answer(), refused);
      user.decision = 'allow';
      await assert.rejects(answer(), refused);
      assert.deepEqual(user.asked, ['decide']);
      assert.deepEqual(
        observer.errors.map((error) => error.code),
        [code, 'denied'],
      );
      assert.equal(model.requests.length, 0);
    });
  }

  it('refuses without a question what may never be, before a model is looked for', async () => {
    callWith({ permission: 'never', reviewPrompts: true });
    let looked = false;
    const source = (): Promise<ScriptedModel> => {
      looked = true;
      return Promise.resolve(model);
    };
    const setup = { model: source, maxTokens: 100, gate, log: new MemoryLog() };
    await assert.rejects(
      answerSamplingRequest(params, setup, observer, new AbortController().signal),
      refused,
    );
    assert.equal(observer.errors[0]?.code, 'neverAllowed');
    assert.deepEqual([looked, user.asked], [false, []]);
  });

  it('sends what the user made of a prompt, and takes that for consent', async () => {
    callWith({ reviewPrompts: true });
    user.prompt = (request) => ({ ...request, systemPrompt: 'Be kind.', model: 'another' });
    await answer();
    assert.deepEqual(user.asked, ['prompt']);
    assert.equal(model.requests[0]?.systemPrompt, 'Be kind.');
    assert.deepEqual(
      observer.passed.map(({ by, edited, choice }) => [by, edited, choice.name]),
      [['review', true, 'another']],
    );
  });

  it('reviews where the user chooses to in answer to a question', async () => {
    user.decision = 'review';
    await answer();
    assert.deepEqual(user.asked, ['decide', 'prompt']);
    assert.equal(observer.passed[0]?.edited, false);
  });

  it('ends the sampling of a call with a prompt that was denied', async () => {
    callWith({ permission: 'always', reviewPrompts: true });
    user.prompt = () => undefined;
    await assert.rejects(answer(), refused);
    await assert.rejects(answer(), refused);
    assert.deepEqual(user.asked, ['prompt']);
    assert.equal(model.requests.length, 0);
  });

  it('delivers what the user made of an answer, and counts what it has used', async () => {
    callWith({ permission: 'always', reviewAnswers: true });
    user.answer = (given) => ({ ...given, content: [{ type: 'text', text: 'Better.' }] });
    assert.deepEqual((await answer()).content, { type: 'text', text: 'Better.' });
    assert.deepEqual(
      observer.delivered.map(({ edited }) => edited),
      [true],
    );
    assert.equal(meter.usage.tokensToday, 5);
  });

  it('keeps an answer that was denied from the server, and counts it all the same', async () => {
    callWith({ permission: 'always', reviewAnswers: true });
    user.answer = () => undefined;
    await assert.rejects(answer(), refused);
    assert.equal(observer.answers.length, 1);
    assert.equal(observer.delivered.length, 0);
    assert.equal(meter.usage.tokensToday, 5);
    assert.equal(meter.usage.tokensUnderWay, 0);
  });

  it('ends with a no what waits for the user, for a limit or for its model', async () => {
    callWith({ permission: 'always', reviewAnswers: true }, { requestsPerMinute: 2 });
    const answerAtOnce = model.answer.bind(model);
    let asked = 0;
    model.answer = async (...given) => {
      if (++asked === 2) await delay(20);
      return await answerAtOnce(...given);
    };
    user.answer = () => undefined;
    // The first is denied, the second is being written meanwhile, the third waits for the minute to end.
    const answers = [answer(), answer(), answer()].map(async (one) => {
      await assert.rejects(one, refused);
    });
    await Promise.all(answers);
    assert.deepEqual(user.asked, ['answer']);
    assert.equal(asked, 2);
    assert.ok(observer.errors.every(({ code }) => code === 'denied'));
  });

  it('keeps an answer from a server that was forbidden meanwhile', async () => {
    callWith({ permission: 'always' });
    const answerAtOnce = model.answer.bind(model);
    model.answer = async (...given) => {
      policy = { ...policy, permission: 'never' };
      return await answerAtOnce(...given);
    };
    await assert.rejects(answer(), refused);
    assert.equal(observer.errors[0]?.code, 'neverAllowed');
  });

  it('counts what a model had written when it broke off, as estimated', async () => {
    callWith({ permission: 'always' });
    model.answer = (_, events) => {
      events.onText('Half an answer..');
      return Promise.reject(new Error('cut'));
    };
    await assert.rejects(answer());
    assert.deepEqual([meter.usage.tokensToday, meter.usage.tokensUnderWay], [3 + 4, 0]);
  });

  it('follows a policy that changes while a request waits', async () => {
    user.decide = () => {
      policy = { ...policy, permission: 'never' };
      return Promise.resolve('allow');
    };
    await assert.rejects(answer(), refused);
    assert.equal(observer.errors[0]?.code, 'neverAllowed');
  });

  for (const [name, limits, message] of [
    [
      'requestsPerMinute',
      { requestsPerMinute: 1 },
      /reached your limit of 1 request per minute; wait a minute/,
    ],
    [
      'tokensPerDay',
      { tokensPerDay: 57 },
      /could use 53 tokens, but only 52 of your daily limit of 57 are left/,
    ],
  ] as const) {
    it(`refuses at the limit ${name}, with the figures for the user alone`, async () => {
      callWith({ permission: 'always' }, { ...limits, atLimit: 'refuse' });
      await answer();
      await assert.rejects(answer(), ({ code, message: told }: { code: number; message: string }) => {
        assert.equal(code, -1);
        assert.match(told, /^Sampling request refused: [^0-9]*\.$/);
        return true;
      });
      assert.equal(observer.errors[0]?.code, 'limitReached');
      assert.match(observer.errors[0].message, message);
      assert.equal(model.requests.length, 1);
    });
  }

  it('says what it waits for, and stops waiting when the request is cancelled', async () => {
    callWith({ permission: 'always' }, { requestsPerMinute: 1, atLimit: 'wait' });
    await answer();
    const abort = new AbortController();
    const waiting = answer(abort.signal);
    setTimeout(() => {
      abort.abort();
    }, 20);
    await assert.rejects(waiting);
    assert.match(
      observer.notices[0] ?? '',
      /^Waiting for 60 s: a server has reached its limit of 1 request per minute\.$/,
    );
    assert.equal(observer.errors[0]?.code, 'cancelled');
    assert.equal(model.requests.length, 1);
  });

  it('waits for tokens that a request under way may leave over', async () => {
    callWith({ permission: 'always' }, { tokensPerDay: 60 });
    const claim = meter.claim(50);
    const waiting = answer();
    await new Promise(setImmediate);
    assert.equal(model.requests.length, 0);
    assert.match(observer.notices[0] ?? '', /until a running request ends/);
    claim.settle({ inputTokens: 1, outputTokens: 1 });
    await waiting;
    assert.equal(meter.usage.tokensToday, 7);
  });

  describe('with a clock', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date(2026, 10, 22, 23, 30).getTime() });
      // Modules import the functions by name.
      syncBuiltinESMExports();
      meter = new UsageMeter({ key: 'x', store });
      callWith({ permission: 'always' }, { requestsPerMinute: 2, tokensPerDay: 60 });
    });
    afterEach(() => {
      mock.timers.reset();
      syncBuiltinESMExports();
    });
    const store = mapStore();
    const settled = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    };

    it('lets the third of two requests a minute through when the minute is over', async () => {
      policy = { ...policy, limits: { ...policy.limits, tokensPerDay: null } };
      await answer();
      mock.timers.tick(40_000);
      await answer();
      const third = answer();
      await settled();
      mock.timers.tick(19_000);
      await settled();
      assert.equal(model.requests.length, 2);
      mock.timers.tick(1000);
      await third;
      assert.equal(model.requests.length, 3);
    });

    it('begins anew at midnight, and keeps the tokens of a day over a restart', async () => {
      await store.update('x', undefined);
      await answer();
      await answer();
      assert.equal(new UsageMeter({ key: 'x', store }).usage.tokensToday, 10);
      const waiting = answer();
      await settled();
      assert.match(
        observer.notices[0] ?? '',
        /^Waiting for 30 min: a server has reached its limit of 60 tokens per day/,
      );
      mock.timers.tick(30 * 60_000 + 1);
      await waiting;
      assert.equal(meter.usage.tokensToday, 5);
    });
  });
});
