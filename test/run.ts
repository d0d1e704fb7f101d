import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { FAKE_MODELS, PROVISIONED, ROOT, SAMPLE_FOLDER } from './support/paths.js';
import { npm, run } from './support/processes.js';

/** Everything that `npm test` runs, in order. Names of suites as arguments run only those. */
const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  // Side by side: they wait for nothing of each other.
  checks: async () => {
    const ended = await Promise.allSettled(['typecheck', 'lint', 'format:check'].map(npmScript));
    const broken = ended.find(({ status }) => status === 'rejected');
    if (broken !== undefined) throw new Error('Types, lint or format are not in order; see above.');
  },
  unit: () => mocha('unit'),
  integration: () => mocha('integration'),
  host: runInExtensionHost,
  window: () => mocha('window'),
};

/** What needs more than Node and npm, and so runs only when it is named. */
const MORE_SUITES: Readonly<Record<string, () => Promise<void>>> = {
  interop: () => mocha('interop'),
  local: () => mocha('local'),
};

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(wanted: readonly string[]): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-tests-'));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const named = Object.entries({ ...SUITES, ...MORE_SUITES }).filter(([name]) => wanted.includes(name));
  for (const [name, suite] of wanted.length > 0 ? named : Object.entries(SUITES)) {
    console.log(`\n— ${name}`);
    const started = Date.now();
    process.env.MCP_TEST_COUNTS = path.join(scratch, name);
    let broken = false;
    try {
      await suite();
    } catch (error) {
      broken = true;
      console.error(error instanceof Error ? error.message : error);
    }
    const counts = await readCounts(path.join(scratch, name));
    // A suite without tests of its own is one check; one that broke down outside its tests has failed too.
    if (counts === undefined) total[broken ? 'failed' : 'passed']++;
    else {
      total.passed += counts.passed;
      total.skipped += counts.skipped;
      total.failed += broken && counts.failed === 0 ? 1 : counts.failed;
    }
    console.log(`  (${name}: ${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  await rm(scratch, { recursive: true, force: true });
  const skipped = total.skipped === 0 ? '' : `, ${String(total.skipped)} skipped`;
  console.log(`\n${String(total.passed)} passed, ${String(total.failed)} failed${skipped}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
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

async function npmScript(name: string): Promise<void> {
  const [command, ...first] = npm();
  await run(command, [...first, 'run', '--silent', name], { cwd: ROOT });
}

async function mocha(suite: string): Promise<void> {
  await run(
    process.execPath,
    [
      ...['--enable-source-maps', path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--color', '--exit'],
      ...['--timeout', '30000', '--reporter', path.join('out', 'support', 'countingReporter.js')],
      path.join('out', suite, '*.test.js'),
    ],
    { cwd: ROOT },
  );
}

/** One runner for both hosts: desktop VS Code where it can be had, else the npm-provided one. */
async function runInExtensionHost(): Promise<void> {
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
