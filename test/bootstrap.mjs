// The first thing a new user runs: it needs Node and npm alone, and installs and builds the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [task, ...args] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or later.`);
  process.exit(1);
}

function run(command, commandArgs, options = {}) {
  const { status, signal } = spawnSync(command, commandArgs, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

function isInstalled() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs
  );
}

if (!isInstalled()) {
  console.error('Installing dependencies…');
  const npm = process.env.npm_execpath;
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Standard output belongs to the task.
  const options = { stdio: ['ignore', 2, 2] };
  if (npm === undefined) run('npm', words, { ...options, shell: process.platform === 'win32' });
  else run(process.execPath, [npm, ...words], options);
}

const script =
  task === 'summarize'
    ? path.join('dist', 'cli.js')
    : path.join('out', { start: 'host/start.js', bench: 'bench/bench.js' }[task] ?? 'run.js');
if (task !== 'summarize') run(process.execPath, ['esbuild.mjs', '--tests']);
else if (!existsSync(path.join(root, script)))
  run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 2, 2] });

// In this process, so that a signal reaches the program itself. A file is named from where the person stands.
process.chdir(task === 'summarize' ? (process.env.INIT_CWD ?? root) : root);
process.argv = [process.execPath, path.join(root, script), ...args];
await import(pathToFileURL(path.join(root, script)).href);
