import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EraMemory } from '../../src/mcp/era/eraMemory.js';
import { namedServer, serverAt, type ServerDefinition } from '../../src/mcp/serverDefinition.js';
import { runTool, type CallOptions, type ToolAnswer } from '../../src/call/runTool.js';
import { summarize } from '../../src/call/summarize.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { MemoryObserver } from '../support/fakes.js';
import { fixture, ListeningServer } from '../support/fixtureServer.js';
import { assertAtOnce, until } from '../support/until.js';

const modern = (...args: string[]): ServerDefinition =>
  namedServer([process.execPath, fixture('modernServer.mjs'), ...args]);

describe('A server of the 2026-07-28 era', () => {
  const client = clientSurroundings();
  const { loopback } = client;

  function call(tool: string, text = 'x', more: Partial<CallOptions> = {}): Promise<ToolAnswer> {
    const options = client.options({ events: new MemoryObserver(), ...more });
    return tool === 'summarize' ? summarize(text, options) : runTool(tool, { text }, options);
  }

  for (const how of ['stdio', 'http'] as const) {
    describe(`over ${how}`, () => {
      let listening: ListeningServer | undefined;
      before(async () => {
        if (how === 'http') listening = await ListeningServer.start('modernServer.mjs', ['http', 'modern']);
      });
      after(() => listening?.stop());
      const server = (): ServerDefinition =>
        listening === undefined ? modern('stdio', 'modern') : serverAt(listening.url, 'x');

      it('is summarized by, with the version and the deprecation in the log', async () => {
        client.connect(server());
        const { text, samplingRequests } = await call('summarize');
        assert.deepEqual([text, samplingRequests], ['A short summary.', 1]);
        assert.match(client.log.text, /modern 2\.0\.0, protocol 2026-07-28, protocol era asked for/);
        assert.match(client.log.text, /may sample\. MCP deprecated sampling in 2026-07-28/);
        assert.equal(loopback.requests[0]?.body.max_tokens, 60);
      });

      it('gets the requests of one round answered at once, and those of the next, its state untouched', async () => {
        client.connect(server());
        client.echo();
        const { text, samplingRequests, usage } = await call('compare');
        const first = 'pro=[pro: x] con=[con: x] gist=[gist: x]';
        assert.equal(text, `${first} => [merge ${first}]`);
        assert.equal(samplingRequests, 4);
        assert.deepEqual(usage, { inputTokens: 100, outputTokens: 4 });
      });

      it('stops the model call within 200 ms of a cancel', async () => {
        client.connect(server());
        loopback.script = () => ({ pieces: ['Half'], hang: true });
        const abort = new AbortController();
        const observer = new MemoryObserver();
        const running = call('compare', 'x', { events: observer, signal: abort.signal });
        await until(() => loopback.requests.length === 3);
        await until(() => observer.text.length >= 12);
        const cancelledAt = performance.now();
        abort.abort();
        await assert.rejects(running, { code: 'cancelled' });
        await until(() => loopback.requests.every(({ closedAt }) => closedAt !== undefined));
        const last = Math.max(...loopback.requests.map(({ closedAt }) => closedAt ?? Infinity));
        assertAtOnce(last - cancelledAt);
      });

      it('gets its log into ours, without its details', async () => {
        client.connect(server());
        assert.equal((await call('logs', 'it')).text, 'logged');
        await until(() => client.log.text.includes(', info] working on it'));
        assert.doesNotMatch(client.log.text, /details of it/);
      });

      it('tells when its tools have changed', async () => {
        client.connect(server());
        const { signal } = new AbortController();
        assert.ok(
          !(await client.options().connection.listTools(signal)).some(({ name }) => name === 'grown'),
        );
        if (how === 'http') return; // Each of its requests has a server of its own, so nothing grows.
        await call('grow');
        await until(() => client.log.text.includes('has changed its tools'));
        assert.ok((await client.options().connection.listTools(signal)).some(({ name }) => name === 'grown'));
        assert.equal((await call('grown')).text, 'grown x');
      });
    });
  }

  it('may fail one call over HTTP without harm to the others', async () => {
    const listening = await ListeningServer.start('modernServer.mjs', ['http', 'modern']);
    try {
      client.connect(serverAt(listening.url, 'x'));
      loopback.script = () => ({ pieces: ['Slow ', 'but sure.'], pause: 400 });
      const slow = call('summarize');
      await until(() => loopback.requests.length === 1);
      await assert.rejects(call('broken'), { code: 'serverStopped', message: /HTTP 500/ });
      assert.equal((await slow).text, 'Slow but sure.');
      assert.equal((await call('summarize')).text, 'Slow but sure.');
    } finally {
      await client.connection?.close();
      await listening.stop();
    }
  });

  it('answers the calls of one connection side by side, each with its own text', async () => {
    client.connect(modern());
    client.echo();
    const words = Array.from({ length: 10 }, (_, index) => `word${String(index)}`);
    await Promise.all(
      words.map(async (word) => {
        const observer = new MemoryObserver();
        assert.equal((await call('summarize', word, { events: observer })).text, `[${word}]`);
        assert.equal(observer.text, `[${word}]`);
        assert.deepEqual(observer.notices, []);
      }),
    );
  });

  it('is asked again when it has nothing but a state', async () => {
    client.connect(modern());
    assert.equal((await call('patient')).text, 'late x');
  });

  it('may have an output schema as well', async () => {
    client.connect(modern());
    assert.equal((await call('shaped')).text, 'A short summary.');
  });

  it('is given up after a number of rounds', async () => {
    client.connect(modern());
    await assert.rejects(call('endless'), {
      code: 'limitReached',
      message: /after 25 rounds, the limit set by roundsPerCall\.$/,
    });
    assert.equal(loopback.requests.length, 25);
  });

  it('is not called again after a refusal, and the other requests of the round end', async () => {
    client.connect(modern());
    loopback.script = () => ({ pieces: ['Half'], hang: true });
    await assert.rejects(call('audio'), {
      code: 'samplingRefused',
      message: /audio, which no model here accepts/,
    });
    await until(() => loopback.requests.every(({ closedAt }) => closedAt !== undefined));
  });

  it('gets no answer to what this client does not offer', async () => {
    client.connect(modern());
    await assert.rejects(call('elicits'), { code: 'toolFailed', message: /elicitation/ });
    assert.equal(loopback.requests.length, 0);
  });

  describe('and the one before', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-eras-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const starts = async (): Promise<number> =>
      (await readFile(path.join(folder, 'starts'), 'utf8')).split('\n').length - 1;
    const counted = (server: ServerDefinition): ServerDefinition => ({
      ...server,
      ...(server.kind === 'stdio' && { env: { STARTS: path.join(folder, 'starts') } }),
    });

    it('are told apart by one probe, which is remembered', async () => {
      const eras = new EraMemory();
      client.connect(counted(modern()), { eras });
      await call('summarize');
      assert.equal(await starts(), 2, 'the probe is a second process');
      await client.connection?.close();
      client.connect(counted(modern()), { eras });
      assert.equal((await call('summarize')).text, 'A short summary.');
      assert.equal(await starts(), 3, 'it was probed again');
      assert.match(client.log.text, /protocol 2026-07-28, protocol era remembered/);
      const { signal } = new AbortController();
      await call('grow');
      await until(() => client.log.text.includes('has changed its tools'));
      assert.ok((await client.options().connection.listTools(signal)).some(({ name }) => name === 'grown'));
    });

    it('are asked anew when a server was remembered wrongly', async () => {
      for (const [prior, server, version] of [
        [{ kind: 'legacy' }, modern('stdio', 'modern'), '2026-07-28'],
        [undefined, namedServer([process.execPath, fixture('pagingServer.mjs')]), '2025-11-25'],
      ] as const) {
        const eras = new EraMemory();
        if (prior === undefined) {
          // What a modern server at the same place had said before.
          client.connect(modern(), { eras });
          await call('summarize');
          const said = eras.recall(modern())?.prior;
          assert.ok(said?.kind === 'modern');
          await eras.keep(server, { prior: said });
          await client.connection?.close();
        } else await eras.keep(server, { prior });
        client.log.lines.length = 0;
        client.connect(server, { eras });
        assert.ok((await client.options().connection.listTools(new AbortController().signal)).length > 0);
        assert.match(
          client.log.text,
          new RegExp(`did not start; trying again[^]*protocol ${version}, protocol era asked for anew`),
        );
        assert.equal(eras.recall(server)?.prior?.kind, version === '2026-07-28' ? 'modern' : 'legacy');
        await client.connection?.close();
      }
    });
  });
});
