import assert from 'node:assert/strict';
import type { SamplingGate } from '../../src/sampling/gate.js';
import { answerSamplingRequest } from '../../src/sampling/handler.js';
import { searchedGate, type SecretsDecision } from '../../src/secrets/searchedGate.js';
import { MemoryLog, MemoryObserver, openGate, ScriptedModel, textOf } from '../support/fakes.js';

const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const OTHER = TOKEN.replace('wWP', 'xYZ');

describe('The sampling requests of a server, before a model gets them', () => {
  let asked: string[] = [];
  const gateWith = (
    decision: SecretsDecision | (() => Promise<SecretsDecision>),
    known = '',
    inner = openGate(),
  ): SamplingGate =>
    searchedGate(inner, {
      server: 'finder',
      isKnown: (secret) => known.includes(secret),
      decide: async (found) => {
        asked.push(...found.map(({ name }) => name));
        return typeof decision === 'function' ? await decision() : decision;
      },
    });
  beforeEach(() => {
    asked = [];
  });

  const model = new ScriptedModel();
  const ask = async (
    gate: SamplingGate,
    text: string,
    observer = new MemoryObserver(),
    signal = new AbortController().signal,
  ): Promise<string> => {
    model.requests.length = 0;
    const params = {
      messages: [{ role: 'user', content: { type: 'text', text } }],
      systemPrompt: `Use ${OTHER} if you like`,
      maxTokens: 50,
    };
    await answerSamplingRequest(
      params,
      { model, maxTokens: 50, gate, log: new MemoryLog() },
      observer,
      signal,
    );
    return `${model.requests[0]?.systemPrompt ?? ''}: ${textOf(model.requests[0])}`;
  };

  it('go through where there are no secrets, or those that the person has sent', async () => {
    const text = `The key is ${TOKEN}`;
    assert.match(await ask(gateWith('cancel', `${TOKEN} ${OTHER}`), text), new RegExp(TOKEN));
    assert.deepEqual(asked, []);
  });

  it('are redacted everywhere, and told as edited', async () => {
    const observer = new MemoryObserver();
    const sent = await ask(gateWith('redact'), `The key is ${TOKEN}`, observer);
    assert.equal(sent, 'Use [redacted: GitHub Token] if you like: The key is [redacted: GitHub Token]');
    assert.deepEqual(asked, ['GitHub Token', 'GitHub Token']);
    assert.equal(observer.passed[0]?.edited, true);
    assert.match(observer.notices.join(), /decide about secrets in what finder wants/);
  });

  it('are asked about once for a call', async () => {
    const gate = gateWith('send');
    assert.match(await ask(gate, `The key is ${TOKEN}`), new RegExp(TOKEN));
    assert.match(await ask(gate, `And ${TOKEN.replace('wWP', 'abc')}`), /abc/);
    assert.equal(asked.length, 2, 'the first request alone had two');
  });

  it('are refused, if the person does not want them sent, and their claim ends', async () => {
    let settled = 0;
    const open = openGate();
    const inner: SamplingGate = {
      passesUnasked: open.passesUnasked,
      maxRounds: open.maxRounds,
      check: open.check.bind(open),
      admit: async (...args) => ({ ...(await open.admit(...args)), settle: () => settled++ }),
    };
    await assert.rejects(ask(gateWith('cancel', '', inner), `The key is ${TOKEN}`), { code: -1 });
    assert.equal(model.requests.length, 0);
    assert.equal(settled, 1);
  });

  it('do not wait for a question when they are cancelled', async () => {
    const abort = new AbortController();
    const gate = gateWith(() => new Promise(() => undefined));
    const asking = ask(gate, `The key is ${TOKEN}`, new MemoryObserver(), abort.signal);
    setTimeout(() => {
      abort.abort();
    }, 50);
    await assert.rejects(asking, /cancelled/);
  });
});
