import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assertOneSentence, CLI, cliSurroundings, environment, KEY, TEXT } from '../support/cliProcess.js';
import { finished, type Finished } from '../support/processes.js';
import { promptOf, textInPrompt } from '../support/prompts.js';

describe('The command line, with files', () => {
  const { loopback, folder } = cliSurroundings();
  const inFolder = async (...args: string[]): Promise<Finished> =>
    await finished(process.execPath, [CLI, '--base-url', loopback.url, ...args], {
      cwd: path.join(folder(), 'files'),
      env: environment({ ANTHROPIC_API_KEY: KEY }),
      input: '',
    });
  const sent = (): string =>
    textInPrompt(promptOf(loopback.requests[0]?.body ?? assert.fail('nothing was sent')));

  before(async () => {
    const files = path.join(folder(), 'files');
    await mkdir(path.join(files, 'sub', 'deep'), { recursive: true });
    await mkdir(path.join(files, 'node_modules', 'x'), { recursive: true });
    await mkdir(path.join(files, 'sub', 'named.md'));
    for (const [name, text] of [
      ['a.md', 'About A.\n'],
      ['b.md', 'About B, without an end'],
      ['-x.md', 'About X.\n'],
      ['odd[1].md', 'Odd.\n'],
      ['sub/c.md', 'About C.\n'],
      ['sub/deep/d.md', 'About D.\n'],
      ['sub/.hidden.md', 'Hidden.\n'],
      ['sub/e.bin', 'PK\u0003\u0004\u0000\u0000'],
      ['node_modules/x/f.md', 'A package.\n'],
      ['.env', 'PASSWORD=correct-horse-battery\n'],
    ] as const)
      await writeFile(path.join(files, name), text);
    await symlink('a.md', path.join(files, 'link.md'));
  });

  it('makes one text of several, in their order, each under its name and none twice', async () => {
    const { code, stderr } = await inFolder('b.md', './a.md', 'link.md', 'b.md', 'a.md');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(sent(), '==> b.md <==\nAbout B, without an end\n\n==> ./a.md <==\nAbout A.\n');
  });

  it('leaves one file as it is', async () => {
    await inFolder('b.md', './b.md');
    assert.equal(sent(), 'About B, without an end');
  });

  it('expands globs, because not every shell does, without packages and hidden files', async () => {
    const { code, stderr } = await inFolder('sub/**/*.md', '*.md');
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(
      Array.from(sent().matchAll(/^==> (.*) <==$/gm), ([, name = '']) => name.replaceAll('\\', '/')),
      ['sub/c.md', 'sub/deep/d.md', '-x.md', 'a.md', 'b.md', 'odd[1].md'],
    );
    loopback.reset();
    await inFolder('**/f.md', 'node_modules/*/f.md', 'b.md');
    assert.equal(loopback.requests.length, 0);
    await inFolder('node_modules/*/f.md');
    assert.equal(sent(), 'A package.\n');
  });

  it('takes a name with signs of a glob as it is, and one like an option after --', async () => {
    await inFolder('odd[1].md');
    assert.equal(sent(), 'Odd.\n');
    loopback.reset();
    await inFolder('--', '-x.md');
    assert.equal(sent(), 'About X.\n');
  });

  it('leaves out a binary file that a glob matches, and says so', async () => {
    const { code, stderr } = await inFolder('sub/*');
    assert.equal(code, 0);
    assertOneSentence(stderr, /Left out sub.e\.bin, because it is a binary file/);
    assert.equal(sent(), 'About C.\n');
    assertOneSentence(
      (await inFolder('sub/*.bin')).stderr.split('\n').slice(1).join('\n'),
      /All of these files are binary/,
    );
  });

  it('refuses a folder among files, before anything is sent', async () => {
    const { code, stderr } = await inFolder('a.md', 'sub');
    assert.equal(code, 1);
    assertOneSentence(stderr, /Cannot read sub: it is a folder; name the files in it, such as "sub.\*"/);
    assert.equal(loopback.requests.length, 0);
  });

  it('looks for secrets in each of them, and knows an .env file by its name', async () => {
    const { stderr } = await inFolder('a.md', '.env');
    assert.equal(sent(), '==> a.md <==\nAbout A.\n\n==> .env <==\nPASSWORD=[value of PASSWORD]\n');
    assert.match(stderr, /Possible secrets found in \.env: /);
  });

  it('has the style that was chosen, or that of the kind of text', async () => {
    const system = async (...args: string[]): Promise<string> => {
      loopback.reset();
      assert.equal((await inFolder(...args)).code, 0);
      return loopback.requests[0]?.body.system ?? '';
    };
    const log = Array.from(
      { length: 9 },
      (_, second) => `2026-11-28T10:00:0${String(second)}Z ERROR no disk\n`,
    );
    await writeFile(path.join(folder(), 'files', 'app.log'), log.join(''));
    assert.match(await system('a.md'), /at most five bullets/);
    assert.match(await system('app.log'), /Say what went wrong/);
    assert.match(await system('app.log', 'a.md'), /at most five bullets/);
    await writeFile(path.join(folder(), 'files', 'run.py'), 'import os\n\nprint(os.name)\n');
    assert.match(await system('run.py'), /The text is code\./);
    assert.match(await system('app.log', '--style', 'brief'), /at most three sentences/);
    assert.match(await system('app.log', '--arg', 'style=plain'), /in plain words/);
  });

  describe('and a question', () => {
    it('prints the answer, as it is written', async () => {
      loopback.script = () => ({ pieces: ['In ', '1871.'] });
      const { code, stdout, stderr } = await inFolder(
        '--ask',
        'When was it built?',
        'a.md',
        '--arg',
        'language=German',
      );
      assert.deepEqual([code, stdout, stderr], [0, 'In 1871.\n', '']);
      const { body } = loopback.requests[0] ?? assert.fail('nothing was sent');
      assert.match(promptOf(body), /Title: a\.md[^]*About A\.[^]*When was it built\?$/);
      assert.match(body.system ?? '', /Answer in German\.$/);
    });

    it('is one JSON object', async () => {
      loopback.script = () => ({ pieces: ['In 1871.'] });
      const { stdout } = await inFolder('--ask', 'When?', 'a.md', '--json');
      assert.deepEqual(JSON.parse(stdout), {
        answer: 'In 1871.',
        read: [{ fromLine: 1, toLine: 1 }],
        parts: { read: 1, of: 1 },
        model: 'claude-haiku-5-5',
        stopReason: 'endTurn',
        usage: { inputTokens: 25, outputTokens: 1 },
        samplingRequests: 1,
      });
    });

    it('says what was read of a long text', async () => {
      const text = Array.from(
        { length: 900 },
        (_, line) => `Line ${String(line)} of many lines, all alike.\n`,
      );
      await writeFile(path.join(folder(), 'files', 'long.txt'), text.with(700, `${TEXT}\n`).join(''));
      const { stdout } = await inFolder(
        '--ask',
        'When was the lighthouse built?',
        'long.txt',
        '--part-tokens',
        '500',
      );
      assert.match(stdout, /\n\n> Read \d+ of \d+ parts: lines [^]*\.\n$/);
      assert.ok(promptOf(loopback.requests[0]?.body ?? assert.fail()).includes(TEXT));
    });

    it('takes the text from the command line, not from arguments', async () => {
      for (const name of ['text', 'question']) {
        const { code, stderr } = await inFolder('--ask', 'When?', 'a.md', '--arg', `${name}=x`);
        assert.equal(code, 2);
        assertOneSentence(stderr, new RegExp(`--ask and --arg ${name} cannot be combined`));
      }
    });

    it('is searched for secrets too', async () => {
      // Put together here, so that no scanner takes this file for one that holds secrets.
      const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
      await inFolder('--ask', `Is ${token} in it?`, 'a.md');
      assert.match(promptOf(loopback.requests[0]?.body ?? assert.fail()), /Is \[GitHub token\] in it\?$/);
    });
  });
});
