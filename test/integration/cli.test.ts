import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesWith } from '../support/children.js';
import {
  assertOneSentence,
  cli,
  environment,
  KEY,
  startCli,
  cliSurroundings,
  TEXT,
} from '../support/cliProcess.js';
import { DIST, ROOT, SAMPLE_FILE } from '../support/paths.js';
import { textInPrompt } from '../support/prompts.js';
import { finished } from '../support/processes.js';
import { until } from '../support/until.js';

describe('The command line, as a process', () => {
  const { loopback, folder, withModel } = cliSurroundings();

  it('summarizes a file offline without a key, and says so on standard error', async () => {
    const { code, stdout, stderr } = await cli([SAMPLE_FILE], { input: '' });
    assert.equal(code, 0);
    assert.match(stdout, /lighthouse[^]*\n$/);
    assertOneSentence(stderr, /No API key: summarizing offline/);
  });

  it('summarizes standard input by a model, with nothing on standard error', async () => {
    assert.deepEqual(await withModel('--model', 'my-model', '--max-tokens', '12'), {
      code: 0,
      stdout: 'A short summary.\n',
      stderr: '',
    });
    const [request] = loopback.requests;
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
    assert.deepEqual([request.body.model, request.body.max_tokens], ['my-model', 12]);
    assert.equal(textInPrompt(request.body.messages[0]?.content[0]?.text), TEXT);
  });

  it('streams', async () => {
    loopback.script = () => ({ pieces: ['First ', 'second'], hang: true });
    const child = startCli(['--base-url', loopback.url], TEXT);
    await until(() => child.out === 'First second');
    child.kill('SIGINT');
    await once(child, 'close');
  });

  it('prints one JSON object', async () => {
    const { code, stdout, stderr } = await withModel('--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      summary: 'A short summary.',
      model: 'claude-haiku-5-5',
      stopReason: 'endTurn',
      usage: { inputTokens: 25, outputTokens: 2 },
      samplingRequests: 1,
      gaps: [],
      sentences: [{ text: 'A short summary.', sources: [], origin: 'none', check: 'nothingToCheck' }],
      coverage: [0, 0, 0, 0, 0],
    });
    assert.equal(stderr, '');
  });

  it('says that the token limit was reached, and is done all the same', async () => {
    loopback.script = () => ({ pieces: ['Half'], stopReason: 'max_tokens' });
    const { code, stdout, stderr } = await withModel();
    assert.deepEqual(
      [code, stdout],
      [
        0,
        'Half\n\n> The token limit was reached, so the summary is cut off; raise the limit for a longer one.\n',
      ],
    );
    assertOneSentence(stderr, /token limit was reached/);
    assert.equal(
      (JSON.parse((await withModel('--json')).stdout) as { stopReason: string }).stopReason,
      'maxTokens',
    );
  });

  describe('the endpoint', () => {
    it('is asked without a key when there is none', async () => {
      const { code, stderr } = await cli(['--base-url', loopback.url]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(loopback.requests[0]?.headers.authorization, undefined);
    });

    it('comes from ANTHROPIC_BASE_URL, which --base-url beats; nothing else there counts', async () => {
      const stray = {
        ANTHROPIC_AUTH_TOKEN: 'stray',
        ANTHROPIC_CUSTOM_HEADERS: 'x-stray: stray',
        ANTHROPIC_MODEL: 'stray',
      };
      await cli([], { env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: loopback.url, ...stray } });
      assert.equal(loopback.requests.length, 1);
      await cli(['--base-url', loopback.url], {
        env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', ...stray },
      });
      assert.equal(loopback.requests.length, 2);
      assert.doesNotMatch(JSON.stringify(loopback.requests), /stray/);
    });

    it('is named when it refuses the key', async () => {
      loopback.script = () => ({ status: 401 });
      const { code, stdout, stderr } = await withModel();
      assert.deepEqual([code, stdout], [1, '']);
      assertOneSentence(stderr, /The API key was rejected by 127\.0\.0\.1/);
      assert.doesNotMatch(stderr, new RegExp(KEY));
    });

    it('cannot redirect key and text elsewhere', async () => {
      loopback.script = () => ({ status: 308, headers: { location: 'http://localhost:9/v1/messages' } });
      const { code, stderr } = await withModel();
      assert.equal(code, 1);
      assertOneSentence(stderr, /redirected the request; the redirect was blocked/);
    });
  });

  describe('with another server', () => {
    const foreign = path.join(ROOT, 'test/fixtures/foreignServer.mjs');

    it('prints only the tool’s result, and the server’s words on standard error', async () => {
      const { code, stdout, stderr } = await withModel(
        '--server',
        `"${process.execPath}" '${foreign}' chatty`,
      );
      assert.deepEqual([code, stdout], [0, '<A short summary.>\n']);
      assert.match(stderr, /^\[server\] words of the server$/m);
      assert.match(stderr, /Not passed on to the model, which does not support it: temperature/);
    });

    it('ends a server that does not want to, before it ends itself', async () => {
      const { code } = await withModel(
        '--server',
        `"${process.execPath}" '${foreign}' stubborn after-success`,
      );
      assert.equal(code, 0);
      assert.deepEqual(processesWith('foreignServer.mjs stubborn after-success'), []);
    });

    it('respects quotes around a path with spaces', async () => {
      // Its packages are found from where the file really is.
      const spaced = path.join(folder(), 'my server.mjs');
      await copyFile(foreign, spaced);
      await symlink(path.join(ROOT, 'node_modules'), path.join(folder(), 'node_modules'));
      const { code, stdout } = await withModel('--server', `"${process.execPath}" "${spaced}" none`);
      assert.deepEqual([code, stdout], [0, '<A short summary.>\n']);
    });

    it('sums the usage of its sampling requests', async () => {
      const { stdout } = await withModel('--json', '--server', `"${process.execPath}" '${foreign}' twice`);
      const { usage, samplingRequests } = JSON.parse(stdout) as Record<string, unknown>;
      assert.deepEqual([usage, samplingRequests], [{ inputTokens: 50, outputTokens: 4 }, 2]);
    });

    it('makes one sentence of a server that cannot be started', async () => {
      const { code, stdout, stderr } = await withModel('--server', '/no/such/program');
      assert.deepEqual([code, stdout], [1, '']);
      assertOneSentence(stderr, /Could not start \/no\/such\/program/);
    });
  });

  it('runs through npm, from wherever the user stands', async () => {
    await writeFile(path.join(folder(), 'here.txt'), TEXT);
    const { code, stdout } = await finished(
      'npm',
      ['run', '--silent', '--prefix', ROOT, 'summarize', '--', 'here.txt', '--json'],
      {
        cwd: folder(),
        env: environment(),
      },
    );
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { model: string }).model, 'offline-extractive');
  });

  it('leaves no server behind', async () => {
    await until(() => processesWith(path.join(DIST, 'server.js')).length === 0, 'a server was left');
  });
});
