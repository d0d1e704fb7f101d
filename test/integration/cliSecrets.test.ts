import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cli, cliSurroundings, environment, KEY } from '../support/cliProcess.js';
import { fixture } from '../support/fixtureServer.js';
import { DIST } from '../support/paths.js';
import { finished, type Finished } from '../support/processes.js';
import { promptOf, textInPrompt } from '../support/prompts.js';

// Put together here, so that no scanner takes this file for one that holds secrets.
const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const TEXT = `Log in with ${TOKEN}, then start it.`;

describe('Secrets on the command line', () => {
  const { loopback, folder, withModel } = cliSurroundings();
  const withText = async (...args: string[]): Promise<Finished> =>
    await cli(['--base-url', loopback.url, ...args], { input: TEXT, env: { ANTHROPIC_API_KEY: KEY } });

  const sent = (): string => {
    const [request] = loopback.requests;
    assert.ok(request);
    return textInPrompt(promptOf(request.body));
  };

  it('are redacted where nobody can be asked, and that is said', async () => {
    const { code, stderr } = await withText();
    assert.equal(code, 0);
    assert.equal(sent(), 'Log in with [GitHub token], then start it.');
    assert.match(stderr, /Possible secrets found: 1 × GitHub token \(line 1\)\.$/m);
    assert.match(stderr, /They were redacted before sending/);
    assert.ok(!stderr.includes(TOKEN));
  });

  it('are sent as they are, if that is wanted', async () => {
    const { code, stderr } = await withText('--secrets', 'send');
    assert.equal(code, 0);
    assert.equal(sent(), TEXT);
    assert.equal(stderr, '');
  });

  it('stop everything, if that is wanted', async () => {
    const { code, stdout, stderr } = await withText('--secrets', 'stop');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /Nothing was sent because the text may contain secrets/);
    assert.equal(loopback.requests.length, 0);
  });

  it('are known in an .env file by its name', async () => {
    const file = path.join(folder(), '.env');
    await writeFile(file, 'PASSWORD=correct-horse-battery\n');
    assert.equal((await withModel(file)).code, 0);
    assert.equal(sent(), 'PASSWORD=[value of PASSWORD]\n');
  });

  it('are known in an .envrc, and their values whole', async () => {
    const file = path.join(folder(), '.envrc');
    await writeFile(file, `export PASSWORD=p@ss#w0rd\nKEY="${'MIIE\\n'.repeat(40)}\n`);
    assert.equal((await withModel(file)).code, 0);
    assert.equal(sent(), 'export PASSWORD=[value of PASSWORD]\nKEY="[value of KEY]\n');
  });

  describe('where the search for them does not finish', () => {
    const withBrokenSearch = async (...args: string[]): Promise<Finished> => {
      const dist = path.join(folder(), 'dist');
      await cp(DIST, dist, { recursive: true });
      await writeFile(path.join(folder(), 'package.json'), '{"type": "module"}');
      await writeFile(path.join(dist, 'secretSearch.js'), 'process.exit(1)');
      return await finished(
        process.execPath,
        [path.join(dist, 'cli.js'), '--base-url', loopback.url, ...args],
        {
          input: 'Hello.',
          env: environment(),
        },
      );
    };

    it('stop everything, and the option that sends is named', async () => {
      const { code, stdout, stderr } = await withBrokenSearch();
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /Nothing was sent because the search for secrets did not finish; use --secrets send/,
      );
      assert.equal(loopback.requests.length, 0);
    });

    it('do not matter, if they are sent anyway', async () => {
      assert.equal((await withBrokenSearch('--secrets', 'send')).code, 0);
      assert.equal(sent(), 'Hello.');
    });
  });

  it('are found in arguments as well', async () => {
    const { code } = await withText('--arg', `text_to_summarize=${TEXT}`);
    assert.equal(code, 0);
    assert.equal(sent(), 'Log in with [GitHub token], then start it.');
  });

  it('are found in arguments of JSON, which stay JSON', async () => {
    const server = `"${process.execPath}" "${fixture('pagingServer.mjs')}"`;
    const { code, stdout, stderr } = await cli(
      [
        ...['--provider', 'offline', '--server', server, '--tool', 'tool-4', '--secrets', 'redact'],
        ...['text=a', 'count=3', `list=["Log in with ${TOKEN}","x"]`].flatMap((pair) => ['--arg', pair]),
      ],
      { input: '' },
    );
    assert.equal(code, 0, stderr);
    assert.ok(!stdout.includes(TOKEN));
    assert.match(stdout, /"list":\["Log in with \[GitHub token\]","x"\]/);
  });

  it('are not looked for where nothing leaves the machine', async () => {
    const { code, stdout, stderr } = await cli(['--provider', 'offline'], { input: TEXT });
    assert.equal(code, 0);
    assert.ok(stdout.includes(TOKEN));
    assert.equal(stderr, '');
  });
});
