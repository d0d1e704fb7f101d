// The first thing a new user runs: it needs Node and npm alone, and installs and builds the rest.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npm, provisionNode } from './npmPackages.mjs';

/** What runs where the machine's Node is too old. */
const NODE_MAJOR = '24';

const self = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(self), '..');
const [task, ...args] = process.argv.slice(2);
/** Which of the built programs a task is, unless it is a run of tests. */
const PROGRAMS = {
  start: 'host/start.js',
  bench: 'bench/bench.js',
  'bench:window': 'bench/benchWindow.js',
  'bench:quality': 'bench/quality/quality.js',
};

const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const oldest = engines.node.replace('>=', '');
if (isOlder(process.versions.node, oldest)) await runWithNewerNode();
else await main();

function isOlder(version, than) {
  const [[major, minor], [thanMajor, thanMinor]] = [version, than].map((each) => each.split('.').map(Number));
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

/** Runs this file again with a Node from npm, and ends as that ends. */
async function runWithNewerNode() {
  console.error(
    `Node ${process.versions.node} is older than ${oldest}: using Node ${NODE_MAJOR} from npm, kept in .vscode-test/.`,
  );
  let node;
  try {
    node = await provisionNode(NODE_MAJOR, path.join(root, '.vscode-test'));
  } catch (error) {
    console.error(`${error.message}\nInstall Node ${oldest} or later.`);
    process.exit(1);
  }
  // First on PATH, so that whatever starts `node` or `npm` by name gets this one too.
  process.env.PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of signals) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(
      `Node ${NODE_MAJOR} from npm does not start: ${error.message}\nInstall Node ${oldest} or later.`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

async function main() {
  if (!isInstalled()) {
    console.error('Installing dependencies…');
    const [command, ...first] = npm();
    const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    // Standard output belongs to the task.
    run(command, [...first, ...words], { stdio: ['ignore', 2, 2], shell: command.endsWith('.cmd') });
  }

  const script =
    task === 'summarize' ? path.join('dist', 'cli.js') : path.join('out', PROGRAMS[task] ?? 'run.js');
  // What is measured is what ships.
  const flags = task === 'bench' ? ['--tests', '--production'] : ['--tests'];
  if (task !== 'summarize') run(process.execPath, ['esbuild.mjs', ...flags]);
  else if (!existsSync(path.join(root, script)))
    run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 2, 2] });

  // In this process, so that a signal reaches the program itself. A file is named from where the person stands.
  process.chdir(task === 'summarize' ? (process.env.INIT_CWD ?? root) : root);
  process.argv = [process.execPath, path.join(root, script), ...args];
  await import(pathToFileURL(path.join(root, script)).href);
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
