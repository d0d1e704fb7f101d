import assert from 'node:assert/strict';
import type { SamplingGate } from '../../src/sampling/gate.js';
import { answerSamplingRequest } from '../../src/sampling/handler.js';
import { findSecrets } from '../../src/secrets/findSecrets.js';
import { secretsGate, type SecretsDecision } from '../../src/secrets/secretsGate.js';
import type { FindSecrets } from '../../src/secrets/secretSearch.js';
import type { ModelRequest } from '../../src/models/model.js';
import { MemoryLog, MemoryObserver, openGate, ScriptedModel, textOf } from '../support/fakes.js';
import { until } from '../support/until.js';

const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const OTHER = TOKEN.replace('wWP', 'xYZ');

describe('The sampling requests of a server, before a model gets them', () => {
  let asked: string[] = [];
  const gateWith = (
    decision: SecretsDecision | ((signal: AbortSignal) => Promise<SecretsDecision>),
    known = '',
    inner = openGate(),
    find: FindSecrets = async (text, title) => ({ finished: true, found: await findSecrets(text, title) }),
  ): SamplingGate =>
    secretsGate(inner, {
      server: 'finder',
      find,
      isKnown: (secret) => known.includes(secret),
      decide: async (result, signal) => {
        asked.push(...(result.finished ? result.found.map(({ name }) => name) : ['unfinished']));
        return typeof decision === 'function' ? await decision(signal) : decision;
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

  it('go through where there are no secrets, or those that the user has sent', async () => {
    const text = `The key is ${TOKEN}`;
    assert.match(await ask(gateWith('cancel', `${TOKEN} ${OTHER}`), text), new RegExp(TOKEN));
    assert.deepEqual(asked, []);
  });

  it('are redacted everywhere, and told as edited', async () => {
    const observer = new MemoryObserver();
    const sent = await ask(gateWith('redact'), `The key is ${TOKEN}`, observer);
    assert.equal(sent, 'Use [GitHub token] if you like: The key is [GitHub token]');
    assert.deepEqual(asked, ['GitHub token', 'GitHub token']);
    assert.equal(observer.passed[0]?.edited, true);
    assert.match(observer.notices.join(), /decide about possible secrets in a request from finder/);
  });

  it('are asked about once for a call', async () => {
    const gate = gateWith('send');
    assert.match(await ask(gate, `The key is ${TOKEN}`), new RegExp(TOKEN));
    assert.match(await ask(gate, `And ${TOKEN.replace('wWP', 'abc')}`), /abc/);
    assert.equal(asked.length, 2, 'the first request alone had two');
  });

  it('are refused, if the user does not want them sent, and their claim ends', async () => {
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

  it('are withdrawn from the question with the last that waits, and not with the first', async () => {
    let answer: (decision: SecretsDecision) => void = () => undefined;
    const signals: AbortSignal[] = [];
    const withdrawn = (): boolean[] => signals.map(({ aborted }) => aborted);
    const gate = gateWith((signal) => {
      signals.push(signal);
      return new Promise((resolve) => (answer = resolve));
    });
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const asking = [first, second].map(
      async ({ signal }) => await ask(gate, `The key is ${TOKEN}`, new MemoryObserver(), signal),
    );
    await until(() => signals.length === 1);
    first.abort();
    await assert.rejects(asking[0] ?? Promise.resolve(), /cancelled/);
    assert.deepEqual(withdrawn(), [false], 'the second still waits for the answer');
    second.abort();
    await assert.rejects(asking[1] ?? Promise.resolve(), /cancelled/);
    assert.deepEqual(withdrawn(), [true]);
    const again = ask(gate, `The key is ${TOKEN}`, new MemoryObserver(), third.signal);
    await until(() => signals.length === 2);
    answer('send');
    assert.match(await again, new RegExp(TOKEN));
  });

  it('are asked about where the search did not finish, and sent only then', async () => {
    const find: FindSecrets = () => Promise.resolve({ finished: false });
    for (const decision of ['cancel', 'redact'] as const)
      await assert.rejects(ask(gateWith(decision, '', openGate(), find), 'Hello.'), { code: -1 });
    assert.match(await ask(gateWith('send', '', openGate(), find), 'Hello.'), /: Hello\.$/);
    assert.deepEqual(asked, ['unfinished', 'unfinished', 'unfinished']);
  });

  describe('with tools', () => {
    const KEY = [
      ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '),
      `MIIEpAIBAAKCAQEA${'Zx3k'.repeat(30)}`,
      ['-----END RSA', 'PRIVATE KEY-----'].join(' '),
    ].join('\n');
    const input = {
      url: 'https://example.com',
      'say "hi"': 3,
      headers: { authorization: `first\n${TOKEN}` },
      files: [{ text: KEY }, null, true],
      [OTHER]: 'by key',
    };
    const params = {
      messages: [
        { role: 'user', content: { type: 'text', text: 'Look it up.' } },
        { role: 'assistant', content: { type: 'tool_use', id: 'a', name: 'fetch', input } },
        {
          role: 'user',
          content: [
            { type: 'tool_result', toolUseId: 'a', content: [], structuredContent: { found: [input] } },
          ],
        },
      ],
      tools: [
        {
          name: 'fetch',
          description: `Like ${TOKEN}`,
          inputSchema: { type: 'object', properties: { key: { type: 'string', default: TOKEN } } },
        },
      ],
      maxTokens: 50,
    };
    const sentBy = async (gate: SamplingGate): Promise<ModelRequest | undefined> => {
      model.requests.length = 0;
      const setup = { model, maxTokens: 50, gate, log: new MemoryLog() };
      await answerSamplingRequest(params, setup, new MemoryObserver(), new AbortController().signal);
      return model.requests[0];
    };

    it('are found in their inputs, results and definitions, and redacted within the JSON', async () => {
      const sent = await sentBy(gateWith('redact'));
      const redacted = {
        url: 'https://example.com',
        'say "hi"': 3,
        headers: { authorization: 'first\n[GitHub token]' },
        files: [{ text: '[private key]' }, null, true],
        '[GitHub token]': 'by key',
      };
      const [, use, result] = (sent?.messages ?? []).map(({ content }) => content[0]);
      assert.deepEqual(use, { type: 'toolUse', id: 'a', name: 'fetch', input: redacted });
      assert.ok(result?.type === 'toolResult' && result.content[0]?.type === 'text');
      assert.deepEqual(JSON.parse(result.content[0].text), { found: [redacted] });
      assert.deepEqual(sent?.tools, [
        {
          name: 'fetch',
          description: 'Like [GitHub token]',
          inputSchema: {
            type: 'object',
            properties: { key: { type: 'string', default: '[GitHub token]' } },
          },
        },
      ]);
    });

    it('are sent as they are, if the user wants that', async () => {
      const sent = await sentBy(gateWith('send'));
      const use = sent?.messages[1]?.content[0];
      assert.deepEqual(use?.type === 'toolUse' && use.input, input);
    });
  });
});
