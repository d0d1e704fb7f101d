import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../support/paths.js';
import { finished } from '../support/processes.js';

/** The tests of every suite, by their titles, as Mocha finds them. */
async function titlesOfTests(): Promise<ReadonlySet<string>> {
  const suites = ['unit', 'integration', 'window', 'interop'];
  const files = await Promise.all(
    suites.map(async (suite) => {
      const folder = path.join(ROOT, 'out', suite);
      return (await readdir(folder))
        .filter((name) => name.endsWith('.test.js'))
        .map((name) => path.join(folder, name));
    }),
  );
  const mocha = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const args = [mocha, '--dry-run', '--reporter', 'json', ...files.flat()];
  const { code, stdout, stderr } = await finished(process.execPath, args, { cwd: ROOT });
  assert.equal(code, 0, stderr);
  const { tests } = JSON.parse(stdout) as { tests: { title: string }[] };
  return new Set(tests.map(({ title }) => title));
}

describe('docs/conformance.md', () => {
  it('names no test that does not exist, and has few rows without one', async function () {
    this.timeout(60_000);
    const page = await readFile(path.join(ROOT, 'docs', 'conformance.md'), 'utf8');
    const cells = page
      .split('\n')
      .filter((line) => /^\| [SMCPTN]\d/.test(line))
      .map((row) => row.split(/(?<!\\)\|/).at(-2) ?? '');
    assert.ok(cells.length > 60, `only ${String(cells.length)} rows were found`);
    const named = cells.flatMap((cell) =>
      Array.from(cell.matchAll(/`([^`]+)`/g), ([, title]) => title ?? ''),
    );
    assert.ok(named.length > 90, `only ${String(named.length)} tests are named`);
    const titles = await titlesOfTests();
    assert.deepEqual(
      named.filter((title) => !titles.has(title)),
      [],
      'these tests do not exist',
    );
    assert.ok(cells.filter((cell) => cell.trim() === '—').length <= 15);
  });
});
