// @ts-check
// What the tests install by themselves from npm. Plain JavaScript without dependencies: bootstrap.mjs uses it in a Node
// that may be old, before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The npm that runs us, as a program and its first arguments, wherever it is installed.
 *
 * @returns {readonly [string, ...string[]]}
 */
export function npm() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /\.c?js$/.test(script)) return [process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/**
 * Makes a folder unless it is complete. The stamp comes last, so what was interrupted is made anew.
 *
 * @param {string} folder
 * @param {() => Promise<void>} make
 */
export async function once(folder, make) {
  const stamp = path.join(folder, '.complete');
  if (existsSync(stamp)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"private": true}');
  await make();
  await writeFile(stamp, '');
}

/**
 * Runs `npm install` in a folder.
 *
 * @param {string} folder
 * @param {readonly string[]} args packages and flags
 */
export async function install(folder, args) {
  const [command, ...first] = npm();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const child = spawn(command, [...first, 'install', ...quiet, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: command.endsWith('.cmd'),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`npm install ${args.join(' ')} failed: ${stderr}`);
}

/**
 * Installs a Node from its npm package, once; returns the program's path.
 *
 * @param {string} major
 * @param {string} provisioned the folder `.vscode-test/`
 */
export async function provisionNode(major, provisioned) {
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const folder = path.join(provisioned, `node-${major}`);
  await once(folder, () => install(folder, [`${name}@${major}`]));
  return path.join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
}
