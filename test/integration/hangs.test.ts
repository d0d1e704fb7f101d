import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerConnection } from '../../src/mcp/connection/connection.js';
import { EraMemory } from '../../src/mcp/era/eraMemory.js';
import { namedServer } from '../../src/mcp/serverDefinition.js';
import { runTool } from '../../src/call/runTool.js';
import { processesWith } from '../support/children.js';
import { startCli } from '../support/cliProcess.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { fixture } from '../support/fixtureServer.js';
import { until } from '../support/until.js';

/** Where an answer has to come at once; a busy machine may take its time. */
const AT_ONCE_MILLISECONDS = 5000;

describe('A hostile server', () => {
  const client = clientSurroundings();
  const words = (habit: string): string[] => ['hostileServer.mjs', habit];
  const running = (habit: string): number[] => processesWith(words(habit).join(' '));

  /** Connects without a probe, which would be a second process. */
  async function connect(habit: string, ...more: string[]): Promise<ServerConnection> {
    const server = namedServer([process.execPath, fixture('hostileServer.mjs'), habit, ...more]);
    const eras = new EraMemory();
    await eras.keep(server, { prior: { kind: 'legacy' } });
    return client.connect(server, { eras });
  }

  const call = async (signal = new AbortController().signal): Promise<string> =>
    (await runTool('tool', {}, client.options({ signal }))).text;

  describe('ends the call at once with a sentence, over stdio', () => {
    for (const [habit, code, sentence] of [
      ['null', 'toolFailed', /sent an invalid MCP message/],
      ['array', 'toolFailed', /sent an invalid MCP message/],
      ['string', 'toolFailed', /sent an invalid MCP message/],
      ['both', 'toolFailed', /sent an invalid MCP message/],
      ['neither', 'toolFailed', /sent an invalid MCP message/],
      ['deep', 'toolFailed', /nested too deeply/],
      ['deepest', 'toolFailed', /nested too deeply/],
      ['otherId', 'toolFailed', /sent a response with the wrong request ID/],
      ['nullId', 'toolFailed', /returned an error: I cannot read that\.$/],
      [
        'issues',
        'toolFailed',
        /returned an error: Invalid arguments for tool tool: options\.0\.text: Inv[^{}[\]]+\.$/,
      ],
      [
        'issuesResult',
        'toolFailed',
        /failed: Input validation error: .* options\.0\.text: Inv[^{}[\]]+; Too little\.$/,
      ],
      ['closesOutput', 'serverStopped', /stopped unexpectedly/],
      ['closesInput', 'serverStopped', /stopped unexpectedly/],
      ['exits', 'serverStopped', /stopped unexpectedly/],
      ['leavesChild', 'serverStopped', /stopped unexpectedly/],
      ['endless', 'toolFailed', /sent a message larger than 64 MiB; ask it for less\.$/],
    ] as const) {
      it(`that answers by ${habit}`, async () => {
        await connect(habit);
        await client.options().connection.listTools(new AbortController().signal);
        const begun = performance.now();
        await assert.rejects(call(), { code, message: sentence });
        assert.ok(performance.now() - begun < AT_ONCE_MILLISECONDS);
        await client.connection?.close();
        assert.deepEqual(running(habit), []);
        for (const pid of processesWith('grandchild-of-hostile')) process.kill(pid);
      });
    }
  });

  it('that exits behind its answer has answered', async () => {
    await connect('lastWords');
    assert.equal(await call(), 'fine');
  });

  it('may begin its messages with a byte order mark', async () => {
    await connect('byteOrderMark');
    assert.equal(await call(AbortSignal.timeout(AT_ONCE_MILLISECONDS)), 'fine');
  });

  it('may answer with much in one line', async () => {
    await connect('longLine');
    const begun = performance.now();
    assert.equal((await call()).length, 40 * 1024 * 1024);
    assert.ok(performance.now() - begun < 20_000);
  });

  it('cannot hang us with an expression in its schema', async () => {
    await connect('pattern');
    await client.options().connection.listTools(new AbortController().signal);
    assert.match(await call(), /^fine/);
  });

  it('that does not start, for reasons of its schema, is told in a sentence', async () => {
    await connect('initializeIssues');
    await assert.rejects(call(), {
      code: 'serverNotStarted',
      message:
        /\(Invalid request: options\.0\.text: Invalid input: expected string; Too little\); check its command\.$/,
    });
  });

  describe('cannot flood us', () => {
    for (const habit of ['floodsLines', 'floodsLine']) {
      it(`by its standard error: ${habit}`, async () => {
        const words: string[] = [];
        const server = namedServer([process.execPath, fixture('hostileServer.mjs'), habit]);
        const eras = new EraMemory();
        await eras.keep(server, { prior: { kind: 'legacy' } });
        client.connect(server, { eras, onServerWords: (line) => words.push(line) });
        const begun = performance.now();
        assert.equal(await call(), 'fine');
        const windows = Math.ceil((performance.now() - begun) / 10_000);
        assert.ok(words.length > 0 && words.length <= (windows + 1) * 502, String(words.length));
      });
    }

    it('by many requests at once, whose answers pile up', async () => {
      const warnings: string[] = [];
      const onWarning = ({ message }: Error): void => void warnings.push(message);
      process.on('warning', onWarning);
      try {
        const connection = await connect('asksMuch');
        const content = { type: 'text' as const, text: 'x'.repeat(4000) };
        const result = await connection.callTool({
          tool: 'tool',
          arguments: {},
          maxRounds: 1,
          signal: new AbortController().signal,
          answerSampling: () =>
            Promise.resolve({ role: 'assistant', content, model: 'm', stopReason: 'endTurn' }),
        });
        assert.match(JSON.stringify(result), /fine/);
      } finally {
        process.off('warning', onWarning);
      }
      assert.deepEqual(warnings, []);
    });

    it('by its log', async () => {
      await connect('floodsLog');
      assert.equal(await call(), 'fine');
      const told = client.log.lines.filter((line) => line.includes('sent a log message that is too large'));
      assert.equal(told.length, 6);
    });
  });

  describe('has its list of tools bounded', () => {
    it('that has no end', async () => {
      await connect('endlessList');
      await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
        message: /its list of tools never ends/,
      });
    });

    it('that is huge', async () => {
      await connect('hugeList');
      await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
        message: /lists too many tools/,
      });
    });

    it('that has malformed tools, which are left out', async () => {
      await connect('badTools');
      const tools = await client.options().connection.listTools(new AbortController().signal);
      assert.equal(tools.at(-1)?.name, 'tool');
      assert.ok(tools.every(({ name }) => name === 'tool' || name === 'oddOutput'));
      assert.match(client.log.text, /lists 3 invalid tools, which are left out: noSchema, noObject, \?\.$/m);
      assert.equal(await call(), 'fine');
    });

    it('that is long', async () => {
      await connect('manyTools');
      const tools = await client.options().connection.listTools(new AbortController().signal);
      assert.equal(tools.length, 2000);
      assert.match(client.log.text, /lists 3000 tools; only the first 2000 are offered/);
    });
  });

  describe('leaves no process behind when it is given up', () => {
    for (const habit of ['initializeError', 'initializeOld', 'initializeNonsense', 'initializeNull']) {
      for (const probed of [false, true]) {
        it(`${habit}, ${probed ? 'probed' : 'not probed'}`, async () => {
          if (probed)
            client.connect(namedServer([process.execPath, fixture('hostileServer.mjs'), habit, 'stubborn']));
          else await connect(habit, 'stubborn');
          await assert.rejects(call(), { code: 'serverNotStarted' });
          assert.deepEqual(running(habit), []);
        });
      }
    }

    for (const probed of [false, true]) {
      it(`by a cancel, ${probed ? 'while it is probed' : 'while it starts'}`, async () => {
        const habit = 'initializeNever';
        if (probed)
          client.connect(namedServer([process.execPath, fixture('hostileServer.mjs'), habit, 'stubborn']));
        else await connect(habit, 'stubborn');
        const abort = new AbortController();
        const waiting = call(abort.signal);
        waiting.catch(() => undefined);
        await until(() => running(habit).length > 0);
        abort.abort();
        await assert.rejects(waiting, { code: 'cancelled' });
        await until(() => running(habit).length === 0, 'the server is still there', 4000);
      });
    }

    it('by one of two that wait, but only when the other gives up as well', async () => {
      await connect('initializeNever');
      const [one, other] = [new AbortController(), new AbortController()];
      const waiting = [one, other].map(async ({ signal }) => {
        await assert.rejects(call(signal), { code: 'cancelled' });
      });
      await until(() => running('initializeNever').length > 0);
      one.abort();
      await waiting[0];
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.equal(running('initializeNever').length, 1);
      other.abort();
      await waiting[1];
      await until(() => running('initializeNever').length === 0);
    });

    it('by a terminal whose server does not start', async () => {
      const server = `"${process.execPath}" '${fixture('hostileServer.mjs')}' initializeError stubborn`;
      const child = startCli(['--provider', 'offline', '--server', server], 'A text.');
      await once(child, 'close');
      assert.match(child.err, /^mcp-summarize: Could not start [^\n]+\.\n$/);
      assert.deepEqual(running('initializeError'), []);
    });

    it('by the end of the terminal', async () => {
      const habit = 'initializeNever';
      const child = startCli(
        [
          '--provider',
          'offline',
          '--server',
          `"${process.execPath}" '${fixture('hostileServer.mjs')}' ${habit} stubborn`,
        ],
        'A text.',
      );
      await until(() => running(habit).length > 0);
      const ended = once(child, 'close');
      child.kill('SIGHUP');
      assert.deepEqual(await ended, [129, null]);
      assert.deepEqual(running(habit), []);
    });
  });

  it('that does not answer is told of after five seconds', async () => {
    await connect('initializeNever');
    const abort = new AbortController();
    const waiting = call(abort.signal);
    waiting.catch(() => undefined);
    await until(() => client.observer.notices.length > 0);
    assert.match(client.observer.notices[0] ?? '', /has been starting for 5 s/);
    assert.match(client.log.text, /has been starting for 5 s/);
    abort.abort();
    await assert.rejects(waiting, { code: 'cancelled' });
  });
});
