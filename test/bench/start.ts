import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { CLI, environment } from '../support/cliProcess.js';
import { DIST } from '../support/paths.js';
import { finished } from '../support/processes.js';
import { interleaved } from './figures.js';

export const NODE_STARTS = '`node -e 0`';

const TEXT =
  'The committee met on Tuesday. It decided to build a bridge across the river. The bridge will open in May.';

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: { sampling: {} },
    clientInfo: { name: 'bench', version: '1' },
  },
});

/**
 * How long the server takes until it answers `initialize`, and the terminal program for three sentences offline, both
 * in the time that Node takes for nothing.
 */
export async function measureStart(
  runs: number,
): Promise<{ readonly server: number; readonly terminal: number }> {
  const times = await interleaved({ node: nodeAlone, server, terminal }, runs);
  const of = (name: 'node' | 'server' | 'terminal'): number => times.get(name) ?? Number.NaN;
  return { server: of('server') / of('node'), terminal: of('terminal') / of('node') };
}

async function nodeAlone(): Promise<number> {
  return await timed(['-e', '0']);
}

async function terminal(): Promise<number> {
  return await timed([CLI, '--provider', 'offline'], TEXT);
}

async function timed(args: readonly string[], input = ''): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await finished(process.execPath, args, { input, env: environment() });
  if (code !== 0) throw new Error(stderr);
  return performance.now() - begun;
}

async function server(): Promise<number> {
  const { command, args, env } = bundledServer(path.join(DIST, 'server.js'));
  const begun = performance.now();
  const child = spawn(command, args, { env: environment(env), stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${INITIALIZE}\n`);
  await once(child.stdout, 'data');
  const took = performance.now() - begun;
  child.stdin.end();
  await once(child, 'exit');
  return took;
}
