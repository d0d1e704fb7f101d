import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import type { ModelAnswer } from '../../src/models/model.js';
import { MemoryLog, MemoryObserver, requestOf, textOf } from '../support/fakes.js';
import { LoopbackModel, type Script } from '../support/loopbackModel.js';
import { assertAtOnce, until } from '../support/until.js';

const KEY = 'sk-test-key';
const TEXT = 'the selected text';

describe('The Messages API, by its real event stream', () => {
  const loopback = new LoopbackModel();
  const log = new MemoryLog();
  before(() => loopback.start());
  after(() => loopback.stop());
  beforeEach(() => {
    loopback.reset();
    log.lines.length = 0;
  });

  interface Ask {
    readonly observer?: MemoryObserver;
    readonly apiKey?: string | undefined;
    readonly signal?: AbortSignal;
    readonly baseUrl?: string;
  }

  function ask(ask: Ask = {}): Promise<ModelAnswer> {
    const {
      observer = new MemoryObserver(),
      signal = new AbortController().signal,
      baseUrl = loopback.url,
    } = ask;
    const apiKey = 'apiKey' in ask ? ask.apiKey : KEY;
    const model = new AnthropicModel({
      endpoint: readEndpoint(baseUrl, 'x'),
      apiKey,
      model: 'claude-haiku-5-5',
      log,
    });
    const request = requestOf([TEXT], { maxTokens: 77, systemPrompt: 'Be brief.' });
    return model.answer(request, observer, signal);
  }

  function always(script: Script): void {
    loopback.script = () => script;
  }

  it('streams the answer and counts its tokens', async () => {
    const observer = new MemoryObserver();
    const answer = await ask({ observer });
    assert.deepEqual(answer, {
      model: 'claude-haiku-5-5',
      content: [{ type: 'text', text: 'A short summary.' }],
      stopReason: 'endTurn',
      usage: { inputTokens: 25, outputTokens: 2 },
    });
    assert.equal(observer.text, textOf(answer));
    const [request] = loopback.requests;
    assert.equal(request?.path, '/v1/messages');
    assert.equal(request.body.stream, true);
    assert.equal(request.body.max_tokens, 77);
    assert.equal(request.body.system, 'Be brief.');
  });

  it('sends the key in one header, the API version, and nothing about the machine', async () => {
    await ask();
    const headers = loopback.requests[0]?.headers ?? {};
    assert.equal(headers.authorization, `Bearer ${KEY}`);
    assert.equal(headers['anthropic-version'], '2026-10-21');
    assert.equal(JSON.stringify(headers).split(KEY).length, 2);
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('x-')),
      [],
    );
  });

  it('takes nothing from the environment', async () => {
    const stray = {
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_API_KEY: 'sk-stray',
      ANTHROPIC_AUTH_TOKEN: 'stray-token',
      ANTHROPIC_CUSTOM_HEADERS: 'bad stray header: 1\nauthorization: Bearer stray',
      ANTHROPIC_LOG: 'debug',
      ANTHROPIC_PROFILE: 'stray',
    };
    const before = { ...process.env };
    Object.assign(process.env, stray);
    try {
      await ask();
      await ask({ apiKey: undefined });
    } finally {
      for (const name of Object.keys(stray)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
    assert.equal(loopback.requests[0]?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(loopback.requests[1]?.headers.authorization, undefined);
    assert.doesNotMatch(JSON.stringify(loopback.requests), /stray/);
  });

  it('stops the request within 200 ms of a cancel', async () => {
    always({ pieces: ['A ', 'very ', 'long '], hang: true });
    const abort = new AbortController();
    const observer = new MemoryObserver();
    const answering = ask({ observer, signal: abort.signal });
    await until(() => observer.text === 'A very long ');
    const cancelledAt = performance.now();
    abort.abort();
    await assert.rejects(answering, { code: 'cancelled' });
    await until(() => loopback.requests[0]?.closedAt !== undefined);
    assertAtOnce((loopback.requests[0]?.closedAt ?? Infinity) - cancelledAt);
  });

  for (const [status, code] of [
    [400, 'modelRejectedRequest'],
    [401, 'keyRefused'],
    [402, 'accountRefused'],
    [403, 'keyLacksAccess'],
    [404, 'modelNotFound'],
    [413, 'textTooLarge'],
    [422, 'modelRejectedRequest'],
  ] as const) {
    it(`makes one sentence of status ${String(status)}, without a retry`, async () => {
      always({ status, errorMessage: `echo ${KEY}\nand ${TEXT}` });
      await assert.rejects(ask(), (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.doesNotMatch(error.message, new RegExp(`${KEY}|\\n`));
        assert.match(error.message, /\.$/);
        return true;
      });
      assert.equal(loopback.requests.length, 1);
      assert.doesNotMatch(log.text, new RegExp(`${KEY}|${TEXT}`));
    });
  }

  it('asks for a key where there is none and the endpoint wants one', async () => {
    always({ status: 401 });
    await assert.rejects(ask({ apiKey: undefined }), { code: 'keyMissing' });
  });

  for (const status of [429, 500, 529]) {
    it(`tries again after ${String(status)} and says so`, async () => {
      loopback.script = (_, index) =>
        index === 0 ? { status, headers: { 'retry-after-ms': '5' } } : { pieces: ['ok'] };
      const observer = new MemoryObserver();
      assert.equal(textOf(await ask({ observer })), 'ok');
      assert.match(
        observer.retries.join(),
        /(Rate limited|overloaded or unavailable).*; retrying \(1 of 2\)\.$/,
      );
    });
  }

  it('says how long it waits, before it waits, and can be cancelled then', async () => {
    always({ status: 429, headers: { 'retry-after': '30' } });
    const abort = new AbortController();
    const observer = new MemoryObserver();
    const answering = ask({ observer, signal: abort.signal });
    await until(() => observer.retries.length > 0);
    assert.match(observer.retries.join(), /^Rate limited by \S+; retrying in 30 s \(1 of 2\)\.$/);
    abort.abort();
    await assert.rejects(answering, { code: 'cancelled' });
  });

  it('does not wait for as long as an endpoint likes', async () => {
    always({ status: 429, headers: { 'retry-after': '3600' } });
    await assert.rejects(ask(), { code: 'modelBusy', message: /Try again in 3600 s\.$/ });
    assert.equal(loopback.requests.length, 1);
  });

  it('does not wait for a connection that stays open behind a whole message', async () => {
    always({ pieces: ['Whole.'], lingers: true });
    assert.equal(textOf(await ask()), 'Whole.');
    await until(() => loopback.requests[0]?.closedAt !== undefined, 'the connection was left open');
  });

  it('knows a refusal inside a stream for what it is', async () => {
    always({ pieces: [], cut: 'event', errorType: 'authentication_error' });
    await assert.rejects(ask(), { code: 'keyRefused' });
    assert.equal(loopback.requests.length, 1);
  });

  it('knows a stop sequence from an endpoint that calls it the end of the turn', async () => {
    always({ pieces: ['ok'], stopReason: 'end_turn', stopSequence: 'the' });
    assert.equal((await ask()).stopReason, 'stopSequence');
  });

  it('counts what the prompt cache read and wrote, which the API tells apart', async () => {
    always({ pieces: ['ok'], usage: { cache_read_input_tokens: 4000, cache_creation_input_tokens: 500 } });
    const { usage } = await ask();
    assert.deepEqual(usage, {
      inputTokens: 4525,
      outputTokens: 1,
      cacheReadTokens: 4000,
      cacheWriteTokens: 500,
    });
  });

  for (const figures of [false, 'left out'] as const) {
    it(`takes an answer without figures, from an endpoint that is not so strict: ${String(figures)}`, async () => {
      always({ pieces: ['ok', ' message_delta', ' message_start'], figures });
      assert.deepEqual(await ask(), {
        model: 'claude-haiku-5-5',
        content: [{ type: 'text', text: 'ok message_delta message_start' }],
        stopReason: 'endTurn',
        usage: { inputTokens: 0, outputTokens: 0 },
      });
    });
  }

  it('knows an event stream by its type, however that is written', async () => {
    always({ pieces: ['ok'], contentType: 'Text/Event-Stream;Charset=UTF-8' });
    assert.equal(textOf(await ask()), 'ok');
  });

  it('knows a page that is no event stream', async () => {
    const page = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
    });
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const { port } = page.address() as AddressInfo;
    try {
      await assert.rejects(ask({ baseUrl: `http://127.0.0.1:${String(port)}` }), {
        code: 'modelUnreachable',
        message: /did not respond like the Messages API/,
      });
    } finally {
      page.close();
    }
  });

  it('gives up after its retries, in one sentence that counts them', async () => {
    always({ status: 529, errorType: 'overloaded_error', headers: { 'retry-after-ms': '5' } });
    await assert.rejects(ask(), {
      code: 'modelBusy',
      message: /overloaded or unavailable \(HTTP 529\) after 2 retries/,
    });
    assert.equal(loopback.requests.length, 3);
  });

  for (const cut of ['socket', 'end', 'event'] as const) {
    it(`starts a stream again that was cut off (${cut}), if what was shown can be taken back`, async () => {
      loopback.script = (_, index) =>
        index === 0 ? { pieces: ['Half a '], cut } : { pieces: ['A whole one.'] };
      const observer = new MemoryObserver();
      assert.equal(textOf(await ask({ observer })), 'A whole one.');
      assert.equal(observer.text, 'A whole one.');
      assert.equal(observer.taken, 1);
      assert.match(observer.retries.join(), /cut off its answer; retrying \(1 of 2\)/);
    });

    it(`leaves a stream that was cut off (${cut}) at that, if it cannot be taken back`, async () => {
      always({ pieces: ['Half a '], cut });
      const observer = new MemoryObserver(false);
      await assert.rejects(ask({ observer }), { code: 'streamCut' });
      assert.equal(observer.text, 'Half a ');
      assert.equal(loopback.requests.length, 1);
    });
  }

  it('gives up a stream that is cut off every time', async () => {
    always({ pieces: ['Half'], cut: 'end' });
    await assert.rejects(ask(), { code: 'streamCut', message: /was cut off after 2 retries/ });
    assert.equal(loopback.requests.length, 3);
  });

  it('says that nobody answers at the address', async () => {
    await loopback.stop();
    const { url } = await loopback.start().then(async (server) => {
      const was = { url: server.url };
      await server.stop();
      return was;
    });
    try {
      await assert.rejects(ask({ baseUrl: url }), {
        code: 'modelUnreachable',
        message: /Could not reach .* after 2 retries/,
      });
    } finally {
      await loopback.start();
    }
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`does not follow a redirect (${String(status)}) to another origin, with neither key nor text`, async () => {
      let reached = 0;
      const elsewhere = createServer((_, response) => {
        reached++;
        response.end();
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const { port } = elsewhere.address() as AddressInfo;
      try {
        always({ status, headers: { location: `http://127.0.0.1:${String(port)}/v1/messages` } });
        await assert.rejects(ask(), { code: 'redirectRefused' });
        assert.equal(reached, 0);
        assert.equal(loopback.requests.length, 1);
      } finally {
        elsewhere.close();
      }
    });
  }

  it('follows a redirect within the origin', async () => {
    loopback.script = (_, index) =>
      index === 0 ? { status: 307, headers: { location: '/other/v1/messages' } } : { pieces: ['ok'] };
    assert.equal(textOf(await ask()), 'ok');
    assert.equal(loopback.requests[1]?.path, '/other/v1/messages');
    assert.equal(loopback.requests[1].headers.authorization, `Bearer ${KEY}`);
  });
});
