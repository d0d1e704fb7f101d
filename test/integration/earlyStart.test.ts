import assert from 'node:assert/strict';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { ServerConnection } from '../../src/mcp/connection/connection.js';
import type { ServerProcess } from '../../src/mcp/link/serverProcess.js';
import { startProcess } from '../../src/mcp/link/startProcess.js';
import { namedServer, type StdioServer } from '../../src/mcp/serverDefinition.js';
import { MemoryLog } from '../support/fakes.js';
import { DIST, ROOT } from '../support/paths.js';
import { finished } from '../support/processes.js';
import { isAlive, until } from '../support/until.js';

const { signal } = new AbortController();
const bundled = bundledServer(path.join(DIST, 'server.js'));

describe('a server that is started before its connection', () => {
  let early: ServerProcess | undefined;
  let connection: ServerConnection | undefined;

  function connect(server: StdioServer, onServerWords?: (line: string) => void): number | undefined {
    early = startProcess(server);
    const words = onServerWords === undefined ? {} : { onServerWords };
    connection = new ServerConnection({ server, log: new MemoryLog(), early, ...words });
    return early.child.pid;
  }

  afterEach(async () => {
    await connection?.close();
    await early?.end(0);
  });

  it('is the one that the first call uses, and only the first', async () => {
    const pid = connect(bundled);
    await connection?.listTools(signal);
    assert.equal(connection?.pid, pid);
    early?.kill();
    await until(() => connection?.pid === undefined);
    await connection?.listTools(signal);
    assert.notEqual(connection?.pid, pid);
  });

  it('loses nothing of what it wrote before', async () => {
    const lines: string[] = [];
    const script =
      'console.error("said early"); const { createInterface } = require("node:readline");' +
      'createInterface({ input: process.stdin }).on("line", (line) => { const { id, method } = JSON.parse(line);' +
      'if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: method === "initialize"' +
      '? { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "x", version: "1" } } : { tools: [] } })); });';
    connect({ ...namedServer([process.execPath, '-e', script]), era: 'legacy' }, (line) => lines.push(line));
    await until(() => (early?.child.stderr?.readableLength ?? 0) > 0);
    await connection?.listTools(signal);
    await until(() => lines.includes('said early'));
  });

  it('ends with a connection that was closed before its use', async () => {
    connect(bundled);
    await connection?.close();
    assert.equal(early?.isRunning, false);
  });

  it('is killed with such a connection', async () => {
    connect(bundled);
    connection?.kill();
    await early?.exited;
    assert.equal(early?.child.signalCode, 'SIGKILL');
  });

  for (const [when, waits] of [
    ['before its use', true],
    ['while it is used', false],
  ] as const) {
    it(`tells of an exit ${when}`, async () => {
      connect({ ...namedServer([process.execPath, '-e', 'process.exit(3)']), era: 'legacy' });
      if (waits) await early?.exited;
      await assert.rejects(async () => await connection?.listTools(signal), /exited immediately/);
    });
  }

  it('tells of a program that does not exist', async () => {
    connect({ ...namedServer(['/no/such/program']), era: 'legacy' });
    await assert.rejects(async () => await connection?.listTools(signal), /ENOENT/);
  });

  it('does not outlive us, whatever it does', async () => {
    const { outputFiles } = buildSync({
      stdin: { contents: OUR_END, resolveDir: path.join(ROOT, 'src', 'mcp', 'link') },
      bundle: true,
      platform: 'node',
      write: false,
    });
    const { stdout, stderr } = await finished(process.execPath, ['-e', outputFiles[0]?.text ?? '']);
    const pid = Number(stdout);
    assert.ok(pid > 0, stderr);
    try {
      await until(() => !isAlive(pid), 'the server outlived us');
    } finally {
      if (isAlive(pid)) process.kill(pid);
    }
  });
});

/** Starts a server that never ends by itself, and ends. */
const OUR_END = `
  import { startProcess } from './startProcess.ts';
  const { child } = startProcess({ command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] });
  process.stdout.write(String(child.pid), () => process.exit(0));
`;
