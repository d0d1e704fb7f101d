import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { packageExtension } from './host/packageExtension.js';
import { FAKE_MODELS, PROVISIONED, ROOT, SAMPLE_FOLDER } from './support/paths.js';
import { npm, run } from './support/processes.js';

/** Runs a suite; Mocha's counts go into the file that is named. */
type Suite = (counts: string) => Promise<void>;

/** Everything that `npm test` runs. Names of suites as arguments run only those. */
const SUITES: Readonly<Record<string, Suite>> = {
  unit: mocha('unit'),
  integration: mocha('integration'),
  host: runInExtensionHost,
  package: packageOnce,
  window: mocha('window'),
  checks: runChecks,
  // What needs more than Node and npm runs only when it is named.
  interop: mocha('interop'),
  local: mocha('local'),
};

/** In this order; what is in one group runs side by side, since a window mostly waits. */
const ALL: readonly (readonly string[])[] = [
  ['unit', 'package'],
  ['integration'],
  ['host'],
  ['window', 'checks'],
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(wanted: readonly string[]): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-tests-'));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const group of wanted.length > 0 ? wanted.map((name) => [name]) : ALL) {
    const counts = await Promise.all(
      group.map(async (name) => await runSuite(name, path.join(scratch, name))),
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

async function runSuite(name: string, file: string): Promise<Counts> {
  const suite = SUITES[name];
  if (suite === undefined)
    throw new Error(`There is no suite ${name}; there are ${Object.keys(SUITES).join(', ')}.`);
  console.log(`\n— ${name}`);
  const started = Date.now();
  let broken = false;
  try {
    await suite(file);
  } catch (error) {
    broken = true;
    console.error(error instanceof Error ? error.message : error);
  }
  console.log(`  (${name}: ${((Date.now() - started) / 1000).toFixed(1)} s)`);
  // A suite without tests of its own is one check; one that broke down outside its tests has failed too.
  const counts = (await readCounts(file)) ?? { passed: broken ? 0 : 1, failed: 0, skipped: 0 };
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

function mocha(suite: string): Suite {
  return async (counts) => {
    await run(
      process.execPath,
      [
        ...[
          '--enable-source-maps',
          path.join('node_modules', 'mocha', 'bin', 'mocha.js'),
          '--color',
          '--exit',
        ],
        ...['--timeout', '30000', '--reporter', path.join('out', 'support', 'countingReporter.js')],
        path.join('out', suite, '*.test.js'),
      ],
      { cwd: ROOT, env: { ...process.env, MCP_TEST_COUNTS: counts } },
    );
  };
}

/** One runner for both hosts: desktop VS Code where it can be had, else the npm-provided one. */
async function runInExtensionHost(counts: string): Promise<void> {
  process.env.MCP_TEST_COUNTS = counts;
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
  const executable = path.join(ROOT, 'out', 'host', 'code.js');
  await chmod(executable, 0o755);
  return executable;
}

void main(process.argv.slice(2));
