import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { listModels } from '../../src/models/anthropic/catalog.js';
import type { AnthropicConnection } from '../../src/models/anthropic/client.js';
import { checkConnection } from '../../src/models/anthropic/connectionCheck.js';
import { readEndpoint, type Endpoint } from '../../src/models/anthropic/endpoint.js';
import { limited } from '../../src/models/limited.js';
import { ModelLimiter } from '../../src/models/modelLimiter.js';
import { MemoryLog, MemoryObserver, requestOf, textOf } from '../support/fakes.js';
import { HAIKU, LoopbackModel, OVERLOADED } from '../support/loopbackModel.js';
import { until } from '../support/until.js';

const KEY = 'sk-own-key';
const OLD = {
  ...HAIKU,
  id: 'claude-sonnet-4-5',
  display_name: 'Claude Sonnet 4.5',
  lifecycle: 'deprecated',
  retires_at: '2026-11-30T00:00:00Z',
};

describe('An endpoint', () => {
  const loopback = new LoopbackModel();
  const { signal } = new AbortController();
  before(() => loopback.start());
  after(() => loopback.stop());
  beforeEach(() => {
    loopback.reset();
  });

  const connection = (
    more: Partial<Endpoint> = {},
    headers: Record<string, string> = {},
  ): AnthropicConnection => ({
    endpoint: { ...readEndpoint(loopback.url, 'x'), ...more },
    apiKey: KEY,
    headers,
    log: new MemoryLog(),
  });

  describe('lists its models', () => {
    it('with what they take, and when they retire', async () => {
      loopback.models = [HAIKU, OLD];
      assert.deepEqual(await listModels(connection(), signal), [
        {
          id: 'claude-haiku-5-5',
          label: 'Claude Haiku 5.5',
          maxInputTokens: 200_000,
          maxOutputTokens: 64_000,
          lifecycle: 'active',
          retiresAt: undefined,
        },
        {
          id: 'claude-sonnet-4-5',
          label: 'Claude Sonnet 4.5',
          maxInputTokens: 200_000,
          maxOutputTokens: 64_000,
          lifecycle: 'deprecated',
          retiresAt: '2026-11-30T00:00:00.000Z',
        },
      ]);
    });

    it('as a local server does, which tells their names alone', async () => {
      loopback.models = [
        { id: 'llama3.2:latest', object: 'model', owned_by: 'library' },
        { id: 7 },
        { id: 'a\nb' },
      ];
      assert.deepEqual(
        (await listModels(connection(), signal)).map(({ id, label }) => [id, label]),
        [
          ['llama3.2:latest', 'llama3.2:latest'],
          ['a b', 'a b'],
        ],
      );
    });

    it('or says why not', async () => {
      loopback.refuses = 401;
      await assert.rejects(listModels(connection(), signal), { code: 'keyRefused' });
    });
  });

  describe('is tested', () => {
    const test = async (more: Partial<Endpoint> = {}, model = 'claude-haiku-5-5'): Promise<string> =>
      await checkConnection(connection(more), model, signal);

    it('with what is free, where it is Anthropic’s', async () => {
      loopback.models = [HAIKU];
      assert.match(
        await test({ needsKey: true }),
        /^\S+ accepts the key and offers claude-haiku-5-5\. This check was free\.$/,
      );
      assert.equal(loopback.requests.length, 0);
      await assert.rejects(test({ needsKey: true }, 'claude-haiku-9'), {
        code: 'modelNotFound',
        message: /no model claude-haiku-9 \(available: claude-haiku-5-5\)/,
      });
    });

    it('with a few tokens elsewhere, whether it lists its models or not', async () => {
      assert.match(await test(), /answers: claude-haiku-5-5 wrote 2 tokens in \d+\.\d s\.$/);
      loopback.models = [{ id: 'llama' }];
      assert.match(await test(), /answers/);
      assert.equal(loopback.requests[0]?.body.max_tokens, 8);
    });

    for (const [status, code] of [
      [401, 'keyRefused'],
      [403, 'keyLacksAccess'],
      [407, 'modelUnreachable'],
      [500, 'modelBusy'],
    ] as const) {
      it(`and says what status ${String(status)} means`, async () => {
        loopback.refuses = status;
        await assert.rejects(test(), { code });
      });
    }

    it('and says that nothing listens there', async () => {
      const closed = createServer().listen(0, '127.0.0.1');
      await once(closed, 'listening');
      const address = closed.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      closed.close();
      const nobody = readEndpoint(`http://127.0.0.1:${String(port)}`, 'x');
      await assert.rejects(test(nobody), {
        code: 'modelUnreachable',
        message: /nothing is listening there; check that it is running/,
      });
    });

    it('and says that it speaks no HTTP', async () => {
      const mute = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
      await once(mute, 'listening');
      const address = mute.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      try {
        const ssh = readEndpoint(`http://127.0.0.1:${String(port)}`, 'x');
        await assert.rejects(test(ssh), {
          code: 'modelUnreachable',
          message: /does not speak this protocol/,
        });
      } finally {
        mute.close();
      }
    });
  });

  it('gets the headers that it wants, and none that would change the protocol', async () => {
    const headers = { 'X-Team': 'docs', 'Anthropic-Version': '1999-01-01', Authorization: 'Bearer other' };
    const model = new AnthropicModel({ ...connection({}, headers), model: 'm' });
    await model.answer(requestOf(['x']), new MemoryObserver(), signal);
    const [seen] = loopback.requests;
    assert.equal(seen?.headers['x-team'], 'docs');
    assert.equal(seen.headers['anthropic-version'], '2026-10-21');
    assert.equal(seen.headers.authorization, `Bearer ${KEY}`);
    const keyless = new AnthropicModel({ ...connection({}, headers), apiKey: undefined, model: 'm' });
    await keyless.answer(requestOf(['x']), new MemoryObserver(), signal);
    assert.equal(loopback.requests[1]?.headers.authorization, 'Bearer other');
  });

  it('never gets a key unencrypted over a network, whatever it is asked', async () => {
    const far = { ...connection(), endpoint: readEndpoint('http://203.0.113.7:8080', 'x') };
    await assert.rejects(listModels(far, signal), { code: 'badSetting', message: /unencrypted/ });
    await assert.rejects(checkConnection(far, 'm', signal), { code: 'badSetting', message: /unencrypted/ });
    const model = new AnthropicModel({ ...far, apiKey: undefined, model: 'm' });
    assert.equal(model.place, 'http://203.0.113.7:8080');
  });

  it('says that the headers are wrong where they stand for a key', async () => {
    loopback.refuses = 401;
    const signed = { ...connection(), apiKey: undefined, hasSecretHeaders: true };
    await assert.rejects(listModels(signed, signal), {
      code: 'headersRefused',
    });
  });

  it('is asked by nobody while it wants to be left alone', async () => {
    const limiter = new ModelLimiter(8);
    const model = limited(new AnthropicModel({ ...connection(), model: 'm' }), limiter);
    const arrivals: number[] = [];
    loopback.script = () =>
      arrivals.push(performance.now()) === 1
        ? { ...OVERLOADED, status: 429, headers: { 'retry-after': '1' } }
        : { pieces: ['ok'] };
    const first = new MemoryObserver();
    const second = new MemoryObserver();
    try {
      const answering = model.answer(requestOf(['one']), first, signal);
      await until(() => first.retries.length > 0);
      const other = model.answer(requestOf(['two']), second, signal);
      await until(() => second.retries.length > 0);
      assert.match(first.retries.join(), /^Rate limited by \S+; retrying in 1 s \(1 of 2\)\.$/);
      assert.match(second.retries.join(), /^Rate limited by \S+; waiting 1 s\.$/);
      assert.equal(loopback.requests.length, 1);
      assert.deepEqual((await Promise.all([answering, other])).map(textOf), ['ok', 'ok']);
      const [refusedAt = 0, ...others] = arrivals;
      for (const at of others) assert.ok(at - refusedAt > 700, 'it was not left alone');
    } finally {
      limiter.dispose();
    }
  });

  it('need not be waited for by someone who cancels', async () => {
    const limiter = new ModelLimiter(1);
    const model = limited(new AnthropicModel({ ...connection(), model: 'm' }), limiter);
    const abort = new AbortController();
    limiter.hold(model.place, 60_000);
    const answering = model.answer(requestOf(['x']), new MemoryObserver(), abort.signal);
    abort.abort();
    await assert.rejects(answering, { code: 'cancelled' });
    limiter.dispose();
    assert.equal(loopback.requests.length, 0);
  });

  for (const [name, value] of [
    ['retry-after', '9'.repeat(400)],
    ['retry-after', '9'.repeat(25)],
    ['retry-after-ms', 'Infinity'],
  ] as const) {
    it(`names no wait that nobody would wait: ${name} ${value.slice(0, 25)}`, async () => {
      loopback.script = () => ({ status: 429, headers: { [name]: value } });
      const model = new AnthropicModel({ ...connection(), model: 'm' });
      await assert.rejects(model.answer(requestOf(['x']), new MemoryObserver(), signal), {
        code: 'modelBusy',
        message: /^Rate limited by \S+ Try again later\.$/,
      });
      assert.equal(loopback.requests.length, 1);
    });
  }

  for (const [endpoint, errorType, errorMessage] of [
    ['Anthropic', 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'],
    [
      'llama.cpp',
      'exceed_context_size_error',
      'request (6031 tokens) exceeds the available context size (4096 tokens)',
    ],
    ['vLLM', 'BadRequestError', "This model's maximum context length is 4096 tokens"],
    ['Ollama', 'api_error', 'the input length exceeds the context length'],
  ] as const) {
    it(`knows when a text is too long for a model, as ${endpoint} says it`, async () => {
      loopback.script = () => ({ status: 400, errorType, errorMessage });
      const model = new AnthropicModel({ ...connection(), model: 'm' });
      await assert.rejects(model.answer(requestOf(['x']), new MemoryObserver(), signal), {
        code: 'promptTooLong',
      });
    });
  }
});
