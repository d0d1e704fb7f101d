import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mapStore } from '../../src/common/store.js';
import type { EraChoice } from '../../src/mcp/era/era.js';
import { EraMemory } from '../../src/mcp/era/eraMemory.js';
import { namedServer, type ServerDefinition } from '../../src/mcp/serverDefinition.js';
import { runTool, type CallOptions, type ToolAnswer } from '../../src/call/runTool.js';
import { cli } from '../support/cliProcess.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { fixture } from '../support/fixtureServer.js';
import { until } from '../support/until.js';

describe('The protocol era of a server', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  let folder: string;
  let eras: EraMemory;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-eras-'));
    eras = new EraMemory(mapStore());
  });
  afterEach(async () => {
    await client.connection?.close();
    await rm(folder, { recursive: true });
  });

  const callsFile = (): string => path.join(folder, 'calls');
  /** What the server did since the last time. */
  async function calls(): Promise<string[]> {
    const said = await readFile(callsFile(), 'utf8').catch(() => '');
    await rm(callsFile(), { force: true });
    return said.split('\n').filter((line) => line !== '');
  }

  function both(more: { era?: EraChoice; VERSION?: string } = {}): ServerDefinition {
    const { era, VERSION = '1.0.0' } = more;
    return {
      ...namedServer([process.execPath, fixture('bothEras.mjs')]),
      kind: 'stdio',
      env: { CALLS: callsFile(), VERSION },
      ...(era !== undefined && { era }),
    };
  }

  function wire(habit: string): ServerDefinition {
    const server = namedServer([process.execPath, fixture('eraWire.mjs'), habit]);
    return { ...server, env: { CALLS: callsFile() } };
  }

  async function use(server: ServerDefinition): Promise<void> {
    await client.connection?.close();
    client.log.lines.length = 0;
    client.connect(server, { eras });
  }

  const run = async (tool: string, more: Partial<CallOptions> = {}): Promise<ToolAnswer> =>
    await runTool(tool, { text: 'x' }, client.options(more));

  describe('that is not set', () => {
    it('is found out by a tool that pushes its requests, and told, and remembered for its next calls and starts', async () => {
      await use(both());
      assert.equal((await run('pushed')).text, 'A short summary.');
      assert.deepEqual(await calls(), ['pushed', 'pushed']);
      assert.equal(loopback.requests.length, 1);
      const notice = 'node cannot sample in MCP 2026-07-28; calling the tool again in MCP up to 2025-11-25.';
      assert.ok(
        client.observer.notices.some((said) => said.endsWith(notice.replace('node', ''))),
        client.observer.notices.join(),
      );
      assert.match(client.log.text, /cannot sample in MCP 2026-07-28/);
      await run('pushed');
      assert.deepEqual(await calls(), ['pushed'], 'the same connection tried again');
      await use(both());
      await run('pushed');
      assert.deepEqual(await calls(), ['pushed'], 'a new one tried again');
      assert.match(client.log.text, /protocol 2025-11-25, protocol era remembered/);
    });

    it('is the newer one for a tool that asks in rounds', async () => {
      await use(both());
      assert.equal((await run('rounds')).text, 'A short summary.');
      assert.match(client.log.text, /protocol 2026-07-28/);
      assert.deepEqual(await calls(), ['rounds', 'rounds']);
      assert.deepEqual(client.observer.notices, []);
    });

    it('is the older one for a server that sends a request where there are none, and waits for ever', async () => {
      await use(wire('pushing'));
      let strays = 0;
      client.connect(wire('pushing'), { eras, onStray: () => strays++ });
      assert.equal((await run('pushed')).text, 'A short summary.');
      assert.deepEqual(await calls(), ['pushed', 'pushed']);
      await run('pushed');
      assert.deepEqual(await calls(), ['pushed']);
      assert.equal(strays, 0);
    });

    it('is forgotten when the server has another version', async () => {
      await use(both());
      await run('pushed');
      await calls();
      await use(both({ VERSION: '2.0.0' }));
      await run('rounds');
      assert.match(
        client.log.text,
        /has changed since it was last used.* protocol 2026-07-28, protocol era asked for anew/s,
      );
      assert.deepEqual(eras.recall(both())?.tools, [['rounds', 'modern']]);
      await calls();
      await run('pushed');
      assert.deepEqual(await calls(), ['pushed', 'pushed']);
    });

    it('lets an ordinary failure be one: the tool is called once', async () => {
      await use(both());
      await assert.rejects(run('broken'), { code: 'toolFailed', message: /it is broken/ });
      assert.deepEqual(await calls(), ['broken']);
    });

    it('is not tried where the tool has sampled, whatever it then says', async () => {
      await use(both());
      await assert.rejects(run('sampled'), { code: 'toolFailed', message: /are not available/ });
      assert.deepEqual(await calls(), ['sampled', 'sampled'], 'the second is the round');
      assert.equal(loopback.requests.length, 1);
    });

    it('is tried once, and the first failure told, where neither will do', async () => {
      await use(both());
      await assert.rejects(run('neither'), {
        code: 'toolFailed',
        message: /are not available on protocol revision/,
      });
      assert.deepEqual(await calls(), ['neither', 'neither']);
      assert.deepEqual(eras.recall(both())?.tools, []);
    });

    it('may be another for each tool', async () => {
      await use(both());
      await run('rounds');
      await run('pushed');
      await run('modern-only');
      await calls();
      await run('pushed');
      await run('modern-only');
      await run('rounds');
      assert.deepEqual(await calls(), ['pushed', ...['modern-only', 'modern-only', 'rounds', 'rounds']]);
      assert.match(client.log.text, /protocol 2026-07-28, protocol era remembered/);
    });

    it('does not mix up calls that need different ones at once', async () => {
      client.echo();
      await use(both());
      const tools = ['pushed', 'rounds', 'pushed', 'modern-only', 'pushed', 'rounds'];
      const answers = await Promise.all(
        tools.map(
          async (tool, index) => (await runTool(tool, { text: `t${String(index)}` }, client.options())).text,
        ),
      );
      assert.deepEqual(
        answers,
        tools.map((_, index) => `[t${String(index)}]`),
      );
    });

    it('lets a call that waits for another era begin when the one before it is cancelled', async () => {
      await use(both());
      await run('pushed');
      await run('modern-only');
      await run('pushed');
      loopback.requests.length = 0;
      loopback.script = (_, index) => (index === 0 ? { pieces: [], hang: true } : { pieces: ['done'] });
      const controller = new AbortController();
      const first = run('pushed', { signal: controller.signal });
      await until(() => loopback.requests.length === 1);
      const second = run('modern-only', { signal: AbortSignal.timeout(8000) });
      await delay(200);
      controller.abort();
      await assert.rejects(first, { code: 'cancelled' });
      assert.equal((await second).text, 'done');
    });
  });

  describe('that is set', () => {
    it('is spoken, and no other', async () => {
      for (const [era, version] of [
        ['legacy', '2025-11-25'],
        ['modern', '2026-07-28'],
      ] as const) {
        await use(both({ era }));
        assert.equal((await run('rounds')).text, 'A short summary.');
        assert.match(client.log.text, new RegExp(`protocol ${version}, protocol era set`));
      }
      await calls();
      await assert.rejects(run('pushed'), {
        code: 'wrongEra',
        message: /cannot sample in MCP 2026-07-28, its configured era; set "era" to "auto" or "legacy"\.$/,
      });
      assert.deepEqual(await calls(), ['pushed']);
    });

    it('is named where the server does not speak it', async () => {
      const modern = namedServer([process.execPath, fixture('modernServer.mjs'), 'stdio', 'modern']);
      await use({ ...modern, era: 'legacy' });
      await assert.rejects(run('summarize'), {
        code: 'wrongEra',
        message: /does not speak MCP up to 2025-11-25/,
      });
      await use({ ...namedServer([process.execPath, fixture('foreignServer.mjs')]), era: 'modern' });
      await assert.rejects(run('summarize'), { code: 'wrongEra', message: /does not speak MCP 2026-07-28/ });
      await use({ ...namedServer(['/no/such/program']), era: 'modern' });
      await assert.rejects(run('summarize'), { code: 'serverNotStarted' });
    });

    it('can be set in the terminal', async () => {
      const server = [
        '--server',
        [process.execPath, fixture('bothEras.mjs')].map((word) => `"${word}"`).join(' '),
      ];
      const pushed = [...server, '--provider', 'offline', '--tool', 'pushed', '--verbose', '--era'];
      const legacy = await cli([...pushed, 'legacy']);
      assert.equal(legacy.code, 0, legacy.stderr);
      assert.match(legacy.stderr, /protocol 2025-11-25, protocol era set/);
      const modern = await cli([...pushed, 'modern']);
      assert.equal(modern.code, 1);
      assert.match(modern.stderr, /set "era" to "auto" or "legacy"\.\n$/);
    });
  });

  describe('with a server that rejects sampling.tools', () => {
    it('is spoken without, which is remembered, and requests with tools are refused', async () => {
      await use(wire('strict'));
      assert.equal((await run('pushed')).text, 'A short summary.');
      assert.match(client.log.text, /protocol 2025-11-25, .*sampling without tools/);
      assert.ok((await calls()).includes('rejected'));
      await use(wire('strict'));
      await run('pushed');
      assert.deepEqual(await calls(), ['pushed']);
      await assert.rejects(run('with-tools'), {
        code: 'samplingRefused',
        message: /has tools, although the server/,
      });
      assert.equal(loopback.requests.length, 2);
    });
  });
});
