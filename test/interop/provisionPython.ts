import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { PROVISIONED } from '../support/paths.js';
import { finished } from '../support/processes.js';

/** The Python package that has the demo's imports (`mcp.server.fastmcp`). */
const MCP = 'mcp>=1,<2';

/**
 * A Python with the demo's package, installed into `.vscode-test/`, once.
 *
 * @throws {Error} that says what cannot be had
 */
export async function provisionPython(): Promise<string> {
  const folder = path.join(PROVISIONED, 'python');
  const windows = process.platform === 'win32';
  const python = path.join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python');
  if (existsSync(python) && (await succeeds(python, ['-c', 'import mcp.server.fastmcp']))) return python;
  await rm(folder, { recursive: true, force: true });
  const system = windows ? 'python' : 'python3';
  if (!(await succeeds(system, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']))) {
    throw new Error(`Python 3.10 or later cannot be had here (${system}), so the interop suite cannot run.`);
  }
  if (!(await succeeds(system, ['-m', 'venv', folder]))) {
    throw new Error('Python cannot make a virtual environment here, so the interop suite cannot run.');
  }
  if (!(await succeeds(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MCP]))) {
    throw new Error(`The Python package ${MCP} cannot be had here, so the interop suite cannot run.`);
  }
  return python;
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return await finished(command, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}
