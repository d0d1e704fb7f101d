import assert from 'node:assert/strict';
import { z } from 'zod';
import { namedServer, serverAt, type ServerDefinition } from '../../src/mcp/serverDefinition.js';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { runTool, type CallOptions } from '../../src/call/runTool.js';
import { summarize } from '../../src/call/summarize.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { MemoryObserver } from '../support/fakes.js';
import { fixture, ListeningServer } from '../support/fixtureServer.js';
import { assertAtOnce, until } from '../support/until.js';

const started = (name: string, ...args: string[]): ServerDefinition =>
  namedServer([process.execPath, fixture(name), ...args]);

describe('Other servers', () => {
  const client = clientSurroundings();
  const { loopback } = client;

  function options(server?: ServerDefinition, more: Partial<CallOptions> = {}): CallOptions {
    if (server !== undefined) client.connect(server);
    return client.options(more);
  }

  it('get fifty right answers to fifty sampling requests at once', async () => {
    client.echo();
    const { text, samplingRequests } = await summarize('q', options(started('foreignServer.mjs', 'burst')));
    assert.equal(text, Array.from({ length: 50 }, (_, index) => `[q ${String(index)}]`).join('|'));
    assert.equal(samplingRequests, 50);
    assert.equal(loopback.requests.length, 50);
  });

  it('learn nothing of the model and its endpoint; ours learns whether it is the same', async () => {
    const server = started('foreignServer.mjs', 'meta');
    const metaOf = async (call: CallOptions): Promise<Record<string, unknown>> => {
      const { text } = await summarize('q', call);
      assert.doesNotMatch(text, /anthropic|127\.0\.0\.1|localhost|claude|model-of/);
      return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    };
    const answeredBy = 'mcp-summarize/answeredBy';
    assert.ok(!(answeredBy in (await metaOf(options(server)))));
    await client.connection?.close();
    const ours = options({ ...server, isBundled: true });
    const model = (name: string): AnthropicModel =>
      new AnthropicModel({
        endpoint: readEndpoint(loopback.url, 'x'),
        apiKey: undefined,
        model: name,
        log: client.log,
      });
    const told = async (name: string): Promise<unknown> =>
      (await metaOf({ ...ours, model: model(name) }))[answeredBy];
    const [first, same, other] = [
      await told('model-of-one'),
      await told('model-of-one'),
      await told('model-of-another'),
    ];
    assert.match(String(first), /^[\w-]{43}$/);
    assert.equal(same, first);
    assert.notEqual(other, first);
  });

  it('that do not say which call a request is for get one call after the other, and the user is told', async () => {
    client.echo();
    const shared = options(started('foreignServer.mjs'));
    const words = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      words.map(async (word) => {
        const own = new MemoryObserver();
        assert.equal((await summarize(word, { ...shared, events: own })).text, `<[${word}]>`);
        assert.equal(own.text, `[${word}]`);
        if (word !== 'a') assert.match(own.notices.join(), /Waiting for .* to finish another call/);
      }),
    );
  });

  it('cannot have what they still ask for a cancelled call answered as part of the next', async () => {
    const call = options(started('foreignServer.mjs', 'sleeper'));
    const abort = new AbortController();
    const slow = summarize('slow', { ...call, signal: abort.signal });
    await until(() => client.connection?.pid !== undefined);
    await call.connection.listTools(call.signal);
    await new Promise((resolve) => setTimeout(resolve, 100));
    abort.abort();
    await assert.rejects(slow, { code: 'cancelled' });
    const { text, samplingRequests } = await summarize('quick', call);
    assert.deepEqual([text, samplingRequests], ['awake', 0]);
    assert.equal(loopback.requests.length, 0);
  });

  it('can be cancelled while a call waits for its turn, and the next one has it', async () => {
    loopback.script = (_, index) => (index === 0 ? { pieces: ['Half'], hang: true } : { pieces: ['Whole'] });
    const first = new AbortController();
    const shared = options(started('foreignServer.mjs', 'forgetful'));
    const running = summarize('a', { ...shared, signal: first.signal });
    await until(() => loopback.requests.length === 1);
    const second = new AbortController();
    const waiting = summarize('b', { ...shared, signal: second.signal });
    await until(() => client.observer.notices.length > 0);
    second.abort();
    await assert.rejects(waiting, { code: 'cancelled' });
    const third = summarize('c', shared);
    first.abort();
    await assert.rejects(running, { code: 'cancelled' });
    assert.equal((await third).text, 'Whole');
  });

  describe('that let the model use their tools', () => {
    it('get what the model wants to be used, and the answer in the end', async () => {
      const toolUses = [
        { id: 'toolu_1', name: 'count_words', input: { text: 'one two three' } },
        { id: 'toolu_2', name: 'count_lines', input: { text: 'one\ntwo' } },
      ];
      loopback.script = (_, index) =>
        index === 0 ? { pieces: ['Let me count.'], toolUses } : { pieces: ['Three words.'] };
      const { text, samplingRequests, stopReason } = await runTool(
        'research',
        { text: 'How many?' },
        options(started('toolLoopServer.mjs')),
      );
      assert.equal(text, 'Three words. (1 rounds)');
      assert.deepEqual([samplingRequests, stopReason], [2, 'endTurn']);
      const [first, second] = loopback.requests;
      assert.deepEqual(
        first?.body.tools?.map(({ name }) => name),
        ['count_words', 'count_lines'],
      );
      assert.deepEqual(
        [first.body.tool_choice, second?.body.tool_choice],
        [{ type: 'any' }, { type: 'auto' }],
      );
      assert.deepEqual(second?.body.messages[1]?.content, [
        { type: 'text', text: 'Let me count.' },
        { type: 'tool_use', id: 'toolu_1', name: 'count_words', input: { text: 'one two three' } },
        { type: 'tool_use', id: 'toolu_2', name: 'count_lines', input: { text: 'one\ntwo' } },
      ]);
      assert.deepEqual(second.body.messages[2]?.content, [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: '3' }] },
        { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: '2' }] },
      ]);
    });

    it('are refused more rounds than there should be', async () => {
      loopback.script = (_, index) => ({
        toolUses: [{ id: `toolu_${String(index)}`, name: 'count_words', input: { text: 'x' } }],
      });
      const running = runTool('forever', { text: 'x' }, options(started('toolLoopServer.mjs')));
      await assert.rejects(running, { code: 'limitReached', message: /limit of 25 rounds/ });
      assert.equal(loopback.requests.length, 25);
    });
  });

  describe('with tools in pages', () => {
    it('are read to the last page, and again after they have changed', async () => {
      const call = options(started('pagingServer.mjs'));
      const names = async (): Promise<string[]> =>
        (await call.connection.listTools(call.signal)).map(({ name }) => name);
      assert.deepEqual(await names(), ['tool-1', 'tool-2', 'tool-3', 'tool-4', 'tool-5']);
      await names();
      const { text } = await runTool('tool-5', { text: 'x', count: 1 }, call);
      assert.deepEqual(JSON.parse(text), { got: { text: 'x', count: 1 }, listings: 1 });
      await until(() => client.log.text.includes('has changed its tools'));
      assert.deepEqual(await names(), ['tool-6']);
    });

    it('are named where the one that is wanted is not there', async () => {
      const running = summarize('x', options(started('pagingServer.mjs')));
      await assert.rejects(running, {
        code: 'toolNotFound',
        message: /has no tool "summarize"; it has tool-1, tool-2, tool-3, tool-4, tool-5\.$/,
      });
    });
  });

  describe('over HTTP, of the older era', () => {
    let listening: ListeningServer;
    afterEach(() => listening.stop());

    it('summarize, and their session is ended', async () => {
      listening = await ListeningServer.start('httpServer.mjs');
      assert.equal((await summarize('x', options(serverAt(listening.url, 'x')))).text, '<A short summary.>');
      assert.match(client.log.text, /protocol 2025-11-25/);
      await client.connection?.close();
      await until(() => listening.words.includes('closed, 0 left'));
    });

    it('lose the model call within 200 ms of a cancel, even when they forget to', async () => {
      listening = await ListeningServer.start('httpServer.mjs');
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const abort = new AbortController();
      const running = summarize('x', options(serverAt(listening.url, 'x'), { signal: abort.signal }));
      await until(() => client.observer.text === 'Half');
      const cancelledAt = performance.now();
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
      await until(() => loopback.requests[0]?.closedAt !== undefined);
      assertAtOnce((loopback.requests[0]?.closedAt ?? Infinity) - cancelledAt);
    });

    it('get their headers, and say so when those are missing', async () => {
      listening = await ListeningServer.start('httpServer.mjs', [], { TOKEN: 't0k' });
      const server = serverAt(listening.url, 'x');
      await assert.rejects(summarize('x', options(server)), {
        code: 'serverRefused',
        message: /rejected the request \(HTTP 401\); check its credentials\.$/,
      });
      await client.connection?.close();
      const known = { ...server, headers: { Authorization: 'Bearer t0k' } };
      assert.equal((await summarize('x', options(known))).text, '<A short summary.>');
    });

    it('may forget their session between two calls', async () => {
      listening = await ListeningServer.start('httpServer.mjs', [], { FORGETFUL: 'yes' });
      const call = options(serverAt(listening.url, 'x'));
      await summarize('x', call);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal((await summarize('y', call)).text, '<A short summary.>');
      assert.match(client.log.text, /no longer knows the session/);
      assert.equal(loopback.requests.length, 2);
    });

    it('cannot send their headers elsewhere by a redirect', async () => {
      const elsewhere = await ListeningServer.start('httpServer.mjs', [], { TOKEN: 't0k' });
      try {
        listening = await ListeningServer.start('httpServer.mjs', [], { MOVED: elsewhere.url });
        const server = { ...serverAt(listening.url, 'x'), headers: { 'X-Token': 't0k' } };
        await assert.rejects(summarize('x', options(server)), { code: 'serverNotStarted' });
      } finally {
        await elsewhere.stop();
      }
    });

    it('are missed in one sentence when they are not there', async () => {
      listening = await ListeningServer.start('httpServer.mjs');
      await listening.stop();
      await assert.rejects(summarize('x', options(serverAt(listening.url, 'x'))), {
        code: 'serverNotStarted',
        message:
          /^Could not connect to \S+ \(ECONNREFUSED\); check that it is running and its URL is correct\.$/,
      });
    });

    for (const status of [404, 405]) {
      it(`are said to speak the old transport where they do (HTTP ${String(status)})`, async () => {
        listening = await ListeningServer.start('sseServer.mjs', [String(status)]);
        await assert.rejects(summarize('x', options(serverAt(listening.url, 'x'))), {
          code: 'serverNotStarted',
          message: /uses the old HTTP\+SSE transport, which is not supported; use its Streamable HTTP URL/,
        });
        await until(() => listening.words.includes('let go'), 'the stream of events stayed open');
        await assert.rejects(summarize('x', options(serverAt(`${listening.url}/none`, 'x'))), {
          code: 'serverNotStarted',
          message:
            /^Could not connect to \S+ \(HTTP 404\); check that it is running and its URL is correct\.$/,
        });
      });
    }

    it('are said to have failed when they end in the middle', async () => {
      listening = await ListeningServer.start('httpServer.mjs');
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const running = summarize('x', options(serverAt(listening.url, 'x')));
      await until(() => client.observer.text === 'Half');
      await listening.stop();
      await assert.rejects(running, { code: 'serverStopped', message: /^[^\n]+\.$/ });
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
      // The connection is begun anew by the next use, which says that the server is not there.
      await assert.rejects(summarize('x', options()), { code: 'serverNotStarted' });
    });
  });
});
