import assert from 'node:assert/strict';
import path from 'node:path';
import { ServerConnection } from '../../src/mcp/connection.js';
import { bundledServer, namedServer } from '../../src/mcp/serverDefinition.js';
import { AnthropicModel } from '../../src/models/anthropic.js';
import { readEndpoint } from '../../src/models/endpoint.js';
import { answerSamplingRequest } from '../../src/sampling/handler.js';
import type { ToolAnswer } from '../../src/runTool.js';
import { summarize } from '../../src/summarize.js';
import { MemoryLog, MemoryObserver, ScriptedModel, textOf } from '../support/fakes.js';
import { processesWith } from '../support/children.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { DIST, ROOT } from '../support/paths.js';
import { isAlive, until } from '../support/until.js';

const KEY = 'sk-very-secret';
const SERVER_EVERYTHING = path.join(
  ROOT,
  'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);
const FOREIGN_SERVER = path.join(ROOT, 'test/fixtures/foreignServer.mjs');

describe('The client', () => {
  const loopback = new LoopbackModel();
  let log: MemoryLog;
  let connection: ServerConnection;
  before(() => loopback.start());
  after(() => loopback.stop());
  beforeEach(() => {
    loopback.reset();
    log = new MemoryLog();
    connection = new ServerConnection({ server: bundledServer(path.join(DIST, 'server.js')), log });
  });
  afterEach(() => connection.close());

  function foreign(habit: string): ServerConnection {
    connection = new ServerConnection({
      server: namedServer([process.execPath, FOREIGN_SERVER, habit]),
      log,
    });
    return connection;
  }

  function run(
    text: string,
    more: { observer?: MemoryObserver; signal?: AbortSignal } = {},
  ): Promise<ToolAnswer> {
    const endpoint = readEndpoint(loopback.url, 'x');
    return summarize(text, {
      connection,
      model: new AnthropicModel({ endpoint, apiKey: KEY, model: undefined, log }),
      maxTokens: 1000,
      log,
      events: more.observer ?? new MemoryObserver(),
      signal: more.signal ?? new AbortController().signal,
    });
  }

  /** Cancels in the middle of an answer, and looks when the model's request ended. */
  async function assertCancelEndsModelCall(): Promise<void> {
    loopback.script = () => ({ pieces: ['Half'], hang: true });
    const abort = new AbortController();
    const observer = new MemoryObserver();
    const running = run('x', { observer, signal: abort.signal });
    await until(() => observer.text === 'Half');
    const cancelledAt = performance.now();
    abort.abort();
    await assert.rejects(running, { code: 'cancelled' });
    await until(() => loopback.requests[0]?.closedAt !== undefined);
    assert.ok((loopback.requests[0]?.closedAt ?? Infinity) - cancelledAt < 200);
  }

  describe('with our server', () => {
    it('brings a text to its summary, streaming', async () => {
      const observer = new MemoryObserver();
      const summary = await run('A long text.', { observer });
      assert.deepEqual(summary, {
        text: 'A short summary.',
        model: 'claude-haiku-5-5',
        stopReason: 'endTurn',
        usage: { inputTokens: 25, outputTokens: 2 },
        samplingRequests: 1,
        dropped: [],
      });
      assert.equal(observer.text, 'A short summary.');
      assert.equal(loopback.requests[0]?.body.max_tokens, 1000);
      assert.match(loopback.requests[0].body.messages[0]?.content[0]?.text ?? '', /A long text\.$/);
    });

    it('streams before the answer is whole', async () => {
      loopback.script = () => ({ pieces: ['First ', 'second'], hang: true });
      const observer = new MemoryObserver();
      const abort = new AbortController();
      const running = run('x', { observer, signal: abort.signal });
      await until(() => observer.text === 'First second');
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
    });

    it('keeps the server warm', async () => {
      await run('one');
      const { pid } = connection;
      await run('two');
      assert.equal(connection.pid, pid);
      assert.equal(log.lines.filter((line) => line.includes('started in')).length, 1);
    });

    it('gives each of several calls at once its own stream', async () => {
      loopback.script = ({ messages }) => {
        const word = messages[0]?.content[0]?.text.split(' ').at(-1) ?? '';
        return { pieces: `<${word}>`.split(/(?=.)/), pause: 2 };
      };
      const words = Array.from({ length: 20 }, (_, index) => `word${String(index)}`);
      await Promise.all(
        words.map(async (word) => {
          const observer = new MemoryObserver();
          const { text } = await run(`a ${word}`, { observer });
          assert.equal(text, `<${word}>`);
          assert.equal(observer.text, text);
        }),
      );
    });

    it('says clearly that the server was killed, and starts it again for the next summary', async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const observer = new MemoryObserver();
      const running = run('x', { observer });
      await until(() => observer.text === 'Half');
      const killed = connection.pid ?? 0;
      process.kill(killed, 'SIGKILL');
      await assert.rejects(running, {
        code: 'serverStopped',
        message: 'MCP Summarize server stopped before it had finished; try again, it will be started anew.',
      });
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
      loopback.reset();
      assert.equal((await run('y')).text, 'A short summary.');
      assert.notEqual(connection.pid, killed);
    });

    it('stops the model call within 200 ms of a cancel, the connection’s first sampling request included', async () => {
      await assertCancelEndsModelCall();
      loopback.reset();
      assert.equal((await run('y')).text, 'A short summary.');
    });

    it('can be cancelled before anything has started', async () => {
      await assert.rejects(run('x', { signal: AbortSignal.abort() }), { code: 'cancelled' });
      assert.equal(loopback.requests.length, 0);
    });

    it('leaves no process behind', async () => {
      await run('x');
      const pid = connection.pid ?? 0;
      assert.ok(isAlive(pid));
      await connection.close();
      await until(() => !isAlive(pid));
    });

    it('tells the person what the model said of a refused key, not what the server made of it', async () => {
      loopback.script = () => ({ status: 401 });
      await assert.rejects(run('x'), { code: 'keyRefused', steps: ['setApiKey', 'openSettings'] });
    });

    it('carries 20 MiB, and odd Unicode, unharmed', async () => {
      const text = `${'x'.repeat(20 * 1024 * 1024)} 👩‍👩‍👧 \u202eabc \u0000 é\u0301`;
      const model = new ScriptedModel({ text: 'ok \ud83d\ude42' });
      const summary = await summarize(text, {
        connection,
        model,
        maxTokens: 10,
        log,
        events: new MemoryObserver(),
        signal: new AbortController().signal,
      });
      assert.equal(summary.text, 'ok 🙂');
      assert.ok(textOf(model.requests[0]).endsWith(text));
    });

    it('refuses what is too large or empty before it is sent', async () => {
      await assert.rejects(run('a'.repeat(65 * 1024 * 1024)), { code: 'textTooLarge', message: /65\.0 MiB/ });
      await assert.rejects(run(' \n'), { code: 'nothingToSummarize' });
      assert.equal(connection.pid, undefined);
    });

    it('writes neither the key nor the text to the log', async () => {
      loopback.script = (_, index) =>
        index === 0 ? { pieces: ['gist'] } : { status: 400, errorMessage: `${KEY} my private notes` };
      await run('my private notes');
      await assert.rejects(run('my private notes'));
      assert.match(log.text, /Sampling request: 1 message/);
      assert.doesNotMatch(log.text, /secret|private|gist/);
    });
  });

  describe('with a foreign server', () => {
    it('samples for server-everything', async () => {
      connection = new ServerConnection({
        server: namedServer([process.execPath, SERVER_EVERYTHING, 'stdio']),
        log,
      });
      const observer = new MemoryObserver();
      const model = new ScriptedModel({ text: 'Sampled.' });
      const result = await connection.callTool({
        tool: 'trigger-sampling-request',
        arguments: { prompt: 'Hello', maxTokens: 50 },
        answerSampling: (params, signal) =>
          answerSamplingRequest(params, { model, maxTokens: 40, log }, observer, signal),
        signal: new AbortController().signal,
      });
      assert.match(JSON.stringify(result), /Sampled\./);
      assert.equal(model.requests[0]?.maxTokens, 40);
      assert.deepEqual(observer.dropped, ['temperature']);
      assert.match(log.text, /protocol 2025-11-25[^]*deprecated sampling/);
    });

    it('sums what several sampling requests used', async () => {
      foreign('twice');
      const summary = await run('x');
      assert.equal(summary.text, '<A short summary.>');
      assert.equal(summary.samplingRequests, 2);
      assert.deepEqual(summary.usage, { inputTokens: 50, outputTokens: 4 });
      assert.deepEqual(summary.dropped, ['temperature']);
    });

    it('cancels the sampling even when the server forgets to', async () => {
      foreign('forgetful');
      await assertCancelEndsModelCall();
    });

    it('refuses a sampling request that belongs to no open call, and logs it', async () => {
      foreign('after');
      await run('x');
      await until(() => log.text.includes('outside of any call'));
      assert.equal(loopback.requests.length, 1);
    });

    it('gives it neither the key nor the environment', async () => {
      process.env.ANTHROPIC_API_KEY = KEY;
      try {
        foreign('environment');
        const { text } = await run('x');
        assert.match(text, /"PATH"/);
        assert.doesNotMatch(text, /ANTHROPIC|secret/);
      } finally {
        delete process.env.ANTHROPIC_API_KEY;
      }
    });

    it('lives with words on standard output, and keeps those on standard error', async () => {
      foreign('chatty');
      assert.equal((await run('x')).text, '<A short summary.>');
      assert.match(log.text, /words of the server/);
    });

    it('does not call it the person’s cancel when the server gives up waiting', async () => {
      foreign('impatient');
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      await assert.rejects(run('x'), { code: 'toolFailed', message: /timed out/i });
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
    });

    it('ends a server that does not want to', async () => {
      foreign('stubborn');
      await run('x');
      const pid = connection.pid ?? 0;
      assert.ok(isAlive(pid));
      await connection.close(100);
      // By itself the SDK would take four seconds.
      await until(() => !isAlive(pid), 'the server is still there', 1500);
    });

    it('can be cancelled, and leaves nothing, while a server never answers', async () => {
      foreign('mute');
      const abort = new AbortController();
      const running = run('x', { signal: abort.signal });
      await until(() => processesWith('foreignServer.mjs mute').length > 0);
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
      await connection.close(100);
      await until(() => processesWith('foreignServer.mjs mute').length === 0, 'the server is still there');
    });

    for (const [habit, code] of [
      ['crash', 'serverStopped'],
      ['image', 'toolFailed'],
    ] as const) {
      it(`makes one sentence of a server that answers by ${habit}`, async () => {
        foreign(habit);
        await assert.rejects(run('x'), { code, message: /^[^\n]+\.$/ });
      });
    }

    it('does not mind a server that never samples', async () => {
      foreign('no-sampling');
      const { text, model, samplingRequests } = await run('x');
      assert.deepEqual([text, model, samplingRequests], ['I know it all.', undefined, 0]);
    });

    for (const command of [['/no/such/program'], [process.execPath, '-e', 'process.exit(3)']]) {
      it(`says that ${command.length === 1 ? 'a missing program' : 'a program that ends at once'} could not be used`, async () => {
        connection = new ServerConnection({ server: namedServer(command), log });
        await assert.rejects(run('x'), {
          code: 'serverNotStarted',
          message: /could not be used \(.*\); check that it can be started\.$/,
        });
      });
    }
  });
});
