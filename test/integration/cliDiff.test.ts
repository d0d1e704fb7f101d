import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertOneSentence, CLI, cliSurroundings, environment, KEY } from '../support/cliProcess.js';
import { finished, type Finished } from '../support/processes.js';
import { promptOf, textInPrompt } from '../support/prompts.js';

describe('The command line, with what changed in a git repository', () => {
  const { loopback } = cliSurroundings();
  let top = '';
  let repository = '';
  /** What a program of the hostile configuration leaves behind. */
  let traces = '';

  // The configuration of the user who runs the tests is not read, nor a repository above the folder.
  const variables = (): Record<string, string> => ({
    ANTHROPIC_API_KEY: KEY,
    GIT_CONFIG_GLOBAL: path.join(top, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: top,
  });
  const git = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await finished('git', args, {
      cwd: repository,
      env: { ...process.env, ...variables() },
    });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const run = async (
    args: readonly string[],
    more: { cwd?: string; PATH?: string } = {},
  ): Promise<Finished> => {
    const { cwd = repository, ...env } = more;
    return await finished(process.execPath, [CLI, '--base-url', loopback.url, ...args], {
      cwd,
      env: environment({ ...variables(), ...env }),
    });
  };
  const sent = (): string =>
    textInPrompt(promptOf(loopback.requests[0]?.body ?? assert.fail('nothing was sent')));
  const write = async (name: string, text: string): Promise<void> => {
    await writeFile(path.join(repository, name), text);
  };

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-git '));
    repository = path.join(top, 'repository');
    traces = path.join(top, 'traces');
    await mkdir(repository);
    await mkdir(traces);
    await writeFile(path.join(top, 'gitconfig'), '[user]\nname = A\nemail = a@example.org\n');
    await git('init', '--quiet', '--initial-branch=main');
    await write('a.txt', 'one\n');
    await write('-x.txt', 'one\n');
    await git('add', '--all');
    await git('commit', '--quiet', '--message=first');
  });
  afterEach(async () => {
    await rm(top, { recursive: true });
  });

  it('summarizes the working tree against the last commit, in the style for changes', async () => {
    await write('a.txt', 'two\n');
    await write('-x.txt', 'three\n');
    await git('add', 'a.txt');
    const { code, stderr } = await run(['--diff']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(sent(), /^diff --git a\/-x\.txt b\/-x\.txt\n[^]*\n-one\n\+three\n[^]*\n-one\n\+two\n$/);
    assert.match(
      loopback.requests[0]?.body.system ?? '',
      /Describe the change to someone who has to review it/,
    );
    loopback.reset();
    await run(['--diff', '--style', 'brief']);
    assert.match(loopback.requests[0]?.body.system ?? '', /at most three sentences/);
  });

  it('takes a commit, a range, and paths, even one that begins like an option', async () => {
    await write('a.txt', 'two\n');
    await git('commit', '--quiet', '--all', '--message=second');
    await write('-x.txt', 'three\n');
    const files = async (...args: string[]): Promise<string[]> => {
      loopback.reset();
      const { code, stderr } = await run(args);
      assert.equal(code, 0, stderr);
      return Array.from(sent().matchAll(/^diff --git a\/(\S+)/gm), ([, name = '']) => name);
    };
    assert.deepEqual(await files('--diff', 'HEAD'), ['-x.txt']);
    assert.deepEqual(await files('--diff', 'HEAD~1'), ['-x.txt', 'a.txt']);
    assert.deepEqual(await files('--diff=HEAD~1..HEAD'), ['a.txt']);
    assert.deepEqual(await files('--diff', 'main^!'), ['a.txt']);
    assert.deepEqual(await files('--diff', 'HEAD~1', '--', '-x.txt'), ['-x.txt']);
    assert.deepEqual(await files('--diff', '--', '-x.txt'), ['-x.txt']);
  });

  it('runs no program that the repository names, and reads what changed as it is', async function () {
    // The programs are shell scripts.
    if (process.platform === 'win32') this.skip();
    const trap = path.join(top, 'trap.sh');
    await writeFile(trap, `#!/bin/sh\necho "$0 $*" >> '${traces}/'$$\ncat "$@" 2>/dev/null\necho trapped\n`);
    await chmod(trap, 0o755);
    const hook = path.join(repository, '.git', 'hooks', 'post-index-change');
    await mkdir(path.dirname(hook), { recursive: true });
    await writeFile(hook, `#!/bin/sh\nexec '${trap}'\n`);
    await chmod(hook, 0o755);
    for (const [name, value] of [
      ['diff.external', trap],
      ['diff.trap.command', trap],
      ['diff.trap.textconv', trap],
      ['core.pager', trap],
      ['pager.diff', trap],
      ['core.fsmonitor', trap],
      ['color.ui', 'always'],
      ['diff.noprefix', 'true'],
      ['diff.wsErrorHighlight', 'all'],
    ] as const)
      // git gives the value to a shell.
      await git('config', name, value.includes(' ') ? `'${value}'` : value);
    const info = path.join(repository, '.git', 'info');
    await mkdir(info, { recursive: true });
    await writeFile(path.join(info, 'attributes'), '* diff=trap\n');
    await write('a.txt', 'two\n');
    // What only looks changed makes git write its index, for which there is a hook.
    await utimes(path.join(repository, '-x.txt'), 1, 1);
    await rm(traces, { recursive: true });
    await mkdir(traces);
    // That the trap works: git falls into it by itself.
    await git('diff', 'HEAD');
    assert.notEqual((await readdir(traces)).length, 0, 'the configuration is not hostile');
    await rm(traces, { recursive: true });
    await mkdir(traces);
    await utimes(path.join(repository, '-x.txt'), 2, 2);
    const { code, stderr } = await run(['--diff']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(await readdir(traces), []);
    assert.match(sent(), /^diff --git a\/a\.txt b\/a\.txt\n[^]*\n-one\n\+two\n$/);
    for (const trace of ['\u001b', 'trapped']) assert.ok(!sent().includes(trace));
  });

  it('reads names and contents in any encoding', async () => {
    await write('Übung.txt', 'neu\n');
    await writeFile(path.join(repository, 'a.txt'), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]));
    await git('add', '--all');
    await run(['--diff']);
    assert.match(sent(), /\+caf\ufffd\n[^]*b\/Übung\.txt/);
  });

  it('answers a question about it', async () => {
    await write('a.txt', 'two\n');
    loopback.script = () => ({ pieces: ['A word.'] });
    const { stdout } = await run(['--diff', '--ask', 'What changed?']);
    assert.equal(stdout, 'A word.\n');
    assert.match(
      promptOf(loopback.requests[0]?.body ?? assert.fail()),
      /Title: git diff HEAD\n[^]*\n\+two\n/,
    );
  });

  it('says what is missing, and what to do', async () => {
    const fails = async (
      sentence: RegExp,
      args: readonly string[],
      more: Parameters<typeof run>[1] = {},
    ): Promise<void> => {
      const { code, stdout, stderr } = await run(args, more);
      assert.deepEqual([code, stdout], [1, '']);
      assertOneSentence(stderr, sentence);
    };
    await fails(
      /no changes since the last commit; name a range such as --diff main\.\.HEAD, or add new files with git add/,
      ['--diff'],
    );
    await fails(/no changes for main\.\.HEAD;/, ['--diff', 'main..HEAD']);
    await fails(/git knows no revision nowhere; name a commit, a branch or a range/, ['--diff', 'nowhere']);
    await fails(/git knows no revision a\.\.b;/, ['--diff', 'a..b']);
    await fails(/not in a git repository; run this in one, or pipe a diff/, ['--diff'], { cwd: top });
    await fails(/Cannot run git; install it, or pipe a diff/, ['--diff'], { PATH: traces });
    await rm(path.join(repository, '.git'), { recursive: true });
    await git('init', '--quiet');
    await fails(/The repository has no commits yet; commit something first/, ['--diff']);
    assert.equal(loopback.requests.length, 0);
  });

  it('writes nothing, whatever its revision looks like', async () => {
    await write('a.txt', 'two\n');
    const { code, stderr } = await run(['--diff=--output=stolen.txt']);
    assert.equal(code, 2);
    assertOneSentence(stderr, /--diff takes a commit or a range, not "--output=stolen\.txt"/);
    assert.deepEqual((await readdir(repository)).sort(), ['-x.txt', '.git', 'a.txt']);
  });
});
