import assert from 'node:assert/strict';
import { cli, cliSurroundings, KEY } from '../support/cliProcess.js';
import type { Script } from '../support/loopbackModel.js';
import { fixture, ListeningServer } from '../support/fixtureServer.js';

/** A key in several pieces, as a stream can have it. */
const PIECES = ['Your key is ', KEY.slice(0, 4), KEY.slice(4), ', and that is all.'];
/** What only some keys have, and what would be changed into camel case. */
const UNDERSCORED = 'sk_a_key_with_underscores';

describe('A key that an endpoint or a server repeats', () => {
  const { loopback } = cliSurroundings();
  const withKey = async (script: Script, ...args: string[]): ReturnType<typeof cli> => {
    loopback.script = () => script;
    return await cli(['--base-url', loopback.url, ...args], { env: { ANTHROPIC_API_KEY: KEY } });
  };

  it('is not printed as a part of the summary, however it is cut', async () => {
    const { code, stdout, stderr } = await withKey({ pieces: PIECES });
    assert.deepEqual([code, stdout, stderr], [0, 'Your key is [key], and that is all.\n', '']);
  });

  it('does not keep back the end of a summary that begins like it', async () => {
    const { stdout } = await withKey({ pieces: ['It begins with ', KEY.slice(0, 4)] });
    assert.equal(stdout, `It begins with ${KEY.slice(0, 4)}\n`);
  });

  it('is not printed in JSON, neither as text nor as stop reason', async () => {
    const { code, stdout } = await withKey(
      { pieces: PIECES, stopReason: `why ${KEY}` },
      '--json',
      '--verbose',
    );
    assert.equal(code, 0);
    assert.match(stdout, /"summary":"Your key is \[key\], and that is all."/);
    assert.match(stdout, /"stopReason":"unknown"/);
    assert.ok(!stdout.includes(KEY));
  });

  it('is not printed in camel case either', async () => {
    loopback.script = () => ({ pieces: ['Hello.'], stopReason: UNDERSCORED });
    const { stdout, stderr } = await cli(['--base-url', loopback.url, '--json', '--verbose'], {
      env: { ANTHROPIC_API_KEY: UNDERSCORED },
    });
    assert.match(stdout, /"stopReason":"unknown"/);
    assert.doesNotMatch(stdout + stderr, /underscores/i);
  });

  it('is not printed in a failure, nor in the log', async () => {
    for (const args of [['--verbose'], ['--json']]) {
      const { code, stdout, stderr } = await withKey(
        {
          status: 400,
          errorType: 'invalid_request_error',
          errorMessage: `${'x'.repeat(195)} ${KEY} is wrong`,
        },
        ...args,
      );
      assert.equal(code, 1);
      assert.doesNotMatch(stdout + stderr, new RegExp(KEY));
    }
  });

  it('is not printed where a server repeats it', async () => {
    const server = `"${process.execPath}" "${fixture('foreignServer.mjs')}"`;
    loopback.script = () => ({ pieces: PIECES });
    const { code, stdout, stderr } = await cli(
      ['--base-url', loopback.url, '--server', `${server} chatty`, '--json'],
      { env: { ANTHROPIC_API_KEY: KEY } },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /<Your key is \[key\], and that is all.>/);
    assert.ok(!(stdout + stderr).includes(KEY));
  });

  it('is not printed without the scheme of its header either', async () => {
    const token = 't0k3n-of-a-server';
    const listening = await ListeningServer.start('httpServer.mjs', [], { TOKEN: token });
    try {
      const header = ['--url', listening.url, '--header', `Authorization: Bearer ${token}`];
      const { code, stdout, stderr } = await withKey({ pieces: [`You sent ${token}.`] }, ...header);
      assert.deepEqual([code, stdout], [0, '<You sent [key].>\n'], stderr);
    } finally {
      await listening.stop();
    }
  });
});
