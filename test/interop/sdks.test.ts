import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { runTool, type ToolAnswer } from '../../src/call/runTool.js';
import type { Era } from '../../src/mcp/era/era.js';
import { EraMemory } from '../../src/mcp/era/eraMemory.js';
import { namedServer, serverAt, type ServerDefinition } from '../../src/mcp/serverDefinition.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { ROOT } from '../support/paths.js';
import { provisionNpm } from '../support/provisionNpm.js';
import { provisionPython } from '../support/provisionPython.js';
import { until } from '../support/until.js';

const SERVERS = path.join(ROOT, 'test', 'interop', 'servers');

/** What a tool does in each era: it samples, its server does not speak it, or it cannot sample there. */
type Outcome = 'samples' | 'notSpoken' | 'wrongEra';
type Outcomes = Readonly<Record<Era, Outcome>>;

const OLDER_ONLY: Outcomes = { legacy: 'samples', modern: 'notSpoken' };
const PUSHED: Outcomes = { legacy: 'samples', modern: 'wrongEra' };
const ROUNDS: Outcomes = { legacy: 'wrongEra', modern: 'samples' };
const EITHER: Outcomes = { legacy: 'samples', modern: 'samples' };

interface Sdk {
  readonly name: string;
  /** A file in `servers/`. */
  readonly file: string;
  readonly packages: readonly string[];
  /** For Python, a module that is there when they are. */
  readonly module?: string;
  readonly http?: true;
  readonly tools: Readonly<Record<string, Outcomes>>;
}

const SDKS: readonly Sdk[] = [
  {
    name: 'mcp (PyPI) 1',
    file: 'mcp1.py',
    packages: ['mcp>=1,<2'],
    module: 'mcp.server.fastmcp',
    tools: { pushed: OLDER_ONLY },
  },
  {
    name: 'mcp (PyPI) 2',
    file: 'mcp2.py',
    packages: ['mcp==2.3.*'],
    module: 'mcp.server.mcpserver.resolve',
    tools: { pushed: PUSHED, either: EITHER, rounds: ROUNDS },
  },
  {
    name: 'FastMCP (PyPI) 2',
    file: 'fastmcp_older.py',
    packages: ['fastmcp==2.14.*'],
    module: 'fastmcp',
    tools: { pushed: OLDER_ONLY },
  },
  {
    name: 'FastMCP (PyPI) 3',
    file: 'fastmcp_older.py',
    packages: ['fastmcp==3.4.*'],
    module: 'fastmcp',
    tools: { pushed: OLDER_ONLY },
  },
  {
    name: 'FastMCP (PyPI) 4',
    file: 'fastmcp4.py',
    packages: ['fastmcp==4.2.*'],
    module: 'fastmcp',
    tools: { rounds: ROUNDS, pushed: PUSHED },
  },
  {
    name: 'pydantic-ai (PyPI) 2',
    file: 'pydantic_ai_model.py',
    packages: ['pydantic-ai-slim[mcp]==2.68.*', 'mcp==2.3.*'],
    module: 'pydantic_ai.models.mcp_sampling',
    tools: { pushed: PUSHED },
  },
  {
    name: 'tmcp (npm) 1',
    file: 'tmcp.mjs',
    packages: ['tmcp@1.20.0', '@tmcp/transport-stdio', '@tmcp/adapter-zod', 'zod@4'],
    tools: { pushed: PUSHED, either: EITHER },
  },
  {
    name: 'fastmcp (npm) 4',
    file: 'fastmcp.mjs',
    packages: ['fastmcp@4.20.11', 'zod@4'],
    tools: { pushed: OLDER_ONLY },
  },
  {
    name: 'mcp-use (npm) 2',
    file: 'mcp-use.mjs',
    packages: ['mcp-use@2.5.2', 'zod@4'],
    http: true,
    tools: { rounds: ROUNDS },
  },
];

/** Has the packages of an SDK installed. */
async function provision({ name, file, packages, module }: Sdk): Promise<readonly [string, string]> {
  const program = path.join(SERVERS, file);
  if (module === undefined) return [process.execPath, await provisionNpm(packages, program)];
  const folder = `python-${name.replace(/[^\w]+/g, '-')}`;
  return [await provisionPython({ name: folder, packages, module }), program];
}

describe('The servers of other SDKs', function () {
  this.timeout(180_000);
  const client = clientSurroundings();
  const { loopback } = client;
  const provisioned = new Map<string, Promise<readonly [string, string]>>();
  before(async function () {
    this.timeout(600_000);
    // All at once: it is mostly waiting for a registry.
    for (const sdk of SDKS) provisioned.set(sdk.name, provision(sdk));
    await Promise.allSettled(provisioned.values());
  });
  beforeEach(() => {
    client.echo();
  });

  for (const sdk of SDKS) {
    describe(sdk.name, () => {
      let server: ServerDefinition;
      let child: ChildProcess | undefined;
      before(async function () {
        try {
          const command = await provisioned.get(sdk.name);
          assert.ok(command !== undefined);
          server = namedServer(command);
          if (sdk.http !== true) return;
          let words = '';
          child = spawn(command[0], [command[1]], {
            // What it writes of its use goes beside it, and nowhere else.
            cwd: path.dirname(command[1]),
            env: { ...process.env, MCP_USE_ANONYMIZED_TELEMETRY: 'false' },
            stdio: ['ignore', 'ignore', 'pipe'],
          });
          child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
          await until(() => /listening \S+\n/.test(words), 'the server did not listen', 30_000);
          server = serverAt(/listening (\S+)/.exec(words)?.[1] ?? '', 'x');
        } catch (error) {
          // CI must have it; whoever tries this on a machine without it is told what is missing.
          if (process.env.CI !== undefined) throw error;
          console.log(`  ${error instanceof Error ? error.message : String(error)}`);
          this.skip();
        }
      });
      after(async () => {
        if (child?.exitCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      });

      const call = (tool: string, text: string): Promise<ToolAnswer> =>
        runTool(tool, { text }, client.options());

      it('sample where nothing is set, and without another try the second time', async () => {
        const eras = new EraMemory();
        client.connect(server, { eras });
        for (const tool of Object.keys(sdk.tools))
          assert.equal((await call(tool, 'one')).text, '[one]', tool);
        const tries = client.log.text.split('calling its tool again').length;
        for (const tool of Object.keys(sdk.tools))
          assert.equal((await call(tool, 'two')).text, '[two]', tool);
        assert.equal(client.log.text.split('calling its tool again').length, tries);
        assert.equal(loopback.requests.length, 2 * Object.keys(sdk.tools).length);
      });

      for (const era of ['legacy', 'modern'] as const) {
        it(`do in the ${era} era, where it is set, what they can`, async () => {
          client.connect({ ...server, era });
          for (const [tool, outcomes] of Object.entries(sdk.tools)) {
            const calling = call(tool, 'x');
            if (outcomes[era] === 'samples') assert.equal((await calling).text, '[x]', tool);
            else {
              const message = outcomes[era] === 'wrongEra' ? /cannot sample in MCP/ : /does not speak MCP/;
              await assert.rejects(calling, { code: 'wrongEra', message }, tool);
            }
          }
        });
      }
    });
  }
});
