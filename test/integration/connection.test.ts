import assert from 'node:assert/strict';
import path from 'node:path';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { namedServer } from '../../src/mcp/serverDefinition.js';
import { runTool, type ToolAnswer } from '../../src/call/runTool.js';
import { summarize } from '../../src/call/summarize.js';
import { clientSurroundings, KEY } from '../support/clientSurroundings.js';
import { MemoryObserver, ScriptedModel } from '../support/fakes.js';
import { fixture, SERVER_EVERYTHING } from '../support/fixtureServer.js';
import { processesWith } from '../support/children.js';
import { DIST } from '../support/paths.js';
import { textInPrompt } from '../support/prompts.js';
import { assertAtOnce, isAlive, until } from '../support/until.js';

describe('The client', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
  });

  function foreign(habit: string): void {
    client.connect(namedServer([process.execPath, fixture('foreignServer.mjs'), habit]));
  }

  function run(
    text: string,
    more: { observer?: MemoryObserver; signal?: AbortSignal } = {},
  ): Promise<ToolAnswer> {
    const { observer = new MemoryObserver(), signal = new AbortController().signal } = more;
    return summarize(text, client.options({ events: observer, signal }));
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
    assertAtOnce((loopback.requests[0]?.closedAt ?? Infinity) - cancelledAt);
  }

  describe('with our server', () => {
    it('brings a text to its summary, streaming', async () => {
      const { summary, ...answer } = await run('A long text.', { observer: client.observer });
      assert.equal(summary?.summary, 'A short summary.');
      assert.deepEqual(summary.parts, [{ part: 1, fromLine: 1, toLine: 1, summary: 'A short summary.' }]);
      assert.deepEqual(summary.usage, { parts: 1, samplingRequests: 1, knownAnswers: 0 });
      assert.deepEqual(answer, {
        text: 'A short summary.',
        model: 'claude-haiku-5-5',
        stopReason: 'endTurn',
        usage: { inputTokens: 25, outputTokens: 2 },
        samplingRequests: 1,
        cost: undefined,
        cutPrompts: 0,
        dropped: [],
        allowedBy: ['policy'],
      });
      assert.equal(client.observer.text, 'A short summary.');
      assert.equal(loopback.requests[0]?.body.max_tokens, 1000);
      assert.equal(textInPrompt(loopback.requests[0].body.messages[0]?.content[0]?.text), 'A long text.');
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
      const pid = client.connection?.pid;
      await run('two');
      assert.equal(client.connection?.pid, pid);
      assert.equal(client.log.lines.filter((line) => line.includes('started in')).length, 1);
    });

    it('gives each of several calls at once its own stream', async () => {
      loopback.script = ({ messages }) => {
        const word = textInPrompt(messages[0]?.content[0]?.text).split(' ').at(-1) ?? '';
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
      const killed = client.connection?.pid ?? 0;
      process.kill(killed, 'SIGKILL');
      await assert.rejects(running, {
        code: 'serverStopped',
        message: 'MCP Summarize server stopped unexpectedly. Retry to restart it.',
      });
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
      loopback.reset();
      assert.equal((await run('y')).text, 'A short summary.');
      assert.notEqual(client.connection?.pid, killed);
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
      const pid = client.connection?.pid ?? 0;
      assert.ok(isAlive(pid));
      await client.connection?.close();
      await until(() => !isAlive(pid));
    });

    it('tells the user what the model said of a refused key, not what the server made of it', async () => {
      loopback.script = () => ({ status: 401 });
      await assert.rejects(run('x'), { code: 'keyRefused' });
    });

    it('refuses what is too large or empty before it is sent', async () => {
      await assert.rejects(run('a'.repeat(65 * 1024 * 1024)), { code: 'textTooLarge', message: /65\.0 MiB/ });
      await assert.rejects(run(' \n'), { code: 'nothingToSummarize' });
      assert.equal(client.connection?.pid, undefined);
    });

    it('writes neither the key nor the text to the log', async () => {
      loopback.script = (_, index) =>
        index === 0 ? { pieces: ['gist'] } : { status: 400, errorMessage: `${KEY} my private notes` };
      await run('my private notes');
      await assert.rejects(run('my private notes'));
      assert.match(client.log.text, /Sampling request: 1 message/);
      assert.doesNotMatch(client.log.text, /secret|private|gist/);
    });
  });

  describe('with a foreign server', () => {
    it('samples for server-everything', async () => {
      client.connect(namedServer([process.execPath, SERVER_EVERYTHING, 'stdio']));
      const model = new ScriptedModel({ text: 'Sampled.' });
      const { text, dropped } = await runTool(
        'trigger-sampling-request',
        { prompt: 'Hello', maxTokens: 50 },
        client.options({ model, maxTokens: 40 }),
      );
      assert.match(text, /Sampled\./);
      assert.equal(model.requests[0]?.maxTokens, 40);
      assert.deepEqual(dropped, ['temperature']);
      assert.match(client.log.text, /protocol 2025-11-25[^]*deprecated sampling/);
    });

    it('brings everything that a request can hold to the model, and back', async () => {
      foreign('picky');
      loopback.script = () => ({ pieces: ['Picked.'], stopReason: 'stop_sequence' });
      assert.equal((await run('x')).text, 'Picked. claude-sonnet-5-5 stopSequence');
      const [request] = loopback.requests;
      assert.deepEqual(
        { ...request?.body, messages: request?.body.messages[0]?.content.map(({ type }) => type) },
        {
          model: 'claude-sonnet-5-5',
          max_tokens: 77,
          system: 'Be picky.',
          stop_sequences: ['END'],
          metadata: { user_id: 'u1' },
          messages: ['text', 'image'],
          stream: true,
        },
      );
      assert.match(client.log.text, /anthropic claude-sonnet-5-5 \(chosen by the server’s priorities\)/);
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

    it('gives a call that waits for another no more time than its own', async () => {
      foreign('none');
      loopback.script = () => ({ pieces: [], hang: true });
      const abort = new AbortController();
      const first = run('x', { signal: abort.signal });
      await until(() => loopback.requests.length === 1);
      const options = client.options({ callMilliseconds: 300, signal: AbortSignal.timeout(5000) });
      await assert.rejects(runTool('summarize', { text_to_summarize: 'y' }, options), {
        code: 'serverTimedOut',
      });
      abort.abort();
      await assert.rejects(first, { code: 'cancelled' });
    });

    it('refuses a sampling request that belongs to no open call, and logs it', async () => {
      foreign('after');
      await run('x');
      await until(() => client.log.text.includes('outside of any call'));
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
      assert.match(client.log.text, /words of the server/);
    });

    it('keeps its words line by line, the last ones too', async () => {
      const words: string[] = [];
      const server = namedServer([process.execPath, fixture('foreignServer.mjs'), 'last-words']);
      client.connect(server, { onServerWords: (line) => words.push(line) });
      await assert.rejects(run('x'), { code: 'serverStopped' });
      await until(() => words.length >= 2);
      assert.deepEqual(words, ['one 🐢 line, and its end', 'fatal: no more']);
    });

    it('does not call it the user’s cancel when the server gives up waiting', async () => {
      foreign('impatient');
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      await assert.rejects(run('x'), { code: 'toolFailed', message: /timed out/i });
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
    });

    it('ends a server that does not want to', async () => {
      foreign('stubborn');
      await run('x');
      const pid = client.connection?.pid ?? 0;
      assert.ok(isAlive(pid));
      await client.connection?.close(100);
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
      await client.connection?.close(100);
      await until(() => processesWith('foreignServer.mjs mute').length === 0, 'the server is still there');
    });

    it('makes one sentence of a server that answers by a crash', async () => {
      foreign('crash');
      await assert.rejects(run('x'), { code: 'serverStopped', message: /^[^\n]+\.$/ });
    });

    it('takes an image for an answer', async () => {
      foreign('image');
      const { text, content } = await run('x');
      assert.equal(text, '[image, image/png, 3 bytes]');
      assert.deepEqual(content, [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }]);
    });

    it('does not mind a server that never samples', async () => {
      foreign('no-sampling');
      const { text, model, samplingRequests } = await run('x');
      assert.deepEqual([text, model, samplingRequests], ['I know it all.', undefined, 0]);
    });

    for (const command of [['/no/such/program'], [process.execPath, '-e', 'process.exit(3)']]) {
      it(`says that ${command.length === 1 ? 'a missing program' : 'a program that ends at once'} could not be used`, async () => {
        client.connect(namedServer(command));
        await assert.rejects(run('x'), {
          code: 'serverNotStarted',
          message: /^Could not start .* \(.*\); check its command\.$/,
        });
      });
    }
  });
});
