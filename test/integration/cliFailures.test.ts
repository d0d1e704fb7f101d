import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesWith } from '../support/children.js';
import {
  assertOneSentence,
  cli,
  CLI,
  environment,
  startCli,
  cliSurroundings,
  TEXT,
} from '../support/cliProcess.js';
import { fixture } from '../support/fixtureServer.js';
import { ROOT } from '../support/paths.js';
import { textInPrompt } from '../support/prompts.js';
import { finished } from '../support/processes.js';
import { assertAtOnce, until } from '../support/until.js';

describe('The command line, when something goes wrong', () => {
  const { loopback, folder, withModel } = cliSurroundings();
  // Windows has neither named pipes among its files nor SIGTERM and SIGHUP.
  const onUnix = process.platform === 'win32' ? it.skip : it;

  describe('a failure', () => {
    it('is one sentence for a refusal without text', async () => {
      loopback.script = () => ({ pieces: [], stopReason: 'refusal' });
      const { code, stdout, stderr } = await withModel();
      assert.deepEqual([code, stdout], [1, '']);
      assertOneSentence(stderr, /refused to answer/);
    });

    it('leaves what was printed, marked incomplete, when the stream is cut off', async () => {
      loopback.script = () => ({ pieces: ['Half of it'], cut: 'socket' });
      const { code, stdout, stderr } = await withModel();
      assert.deepEqual([code, stdout], [1, 'Half of it\n\n[incomplete]\n']);
      assertOneSentence(stderr, /was cut off/);
    });

    it('tries a stream again that was cut off, where nothing was printed yet', async () => {
      loopback.script = (_, index) =>
        index === 0 ? { pieces: ['Half'], cut: 'socket' } : { pieces: ['Whole.'] };
      const { code, stdout, stderr } = await withModel('--json');
      assert.equal(code, 0);
      assert.equal((JSON.parse(stdout) as { summary: string }).summary, 'Whole.');
      assertOneSentence(stderr, /cut off its answer; retrying \(1 of 2\)/);
    });

    it('is an object with --json', async () => {
      loopback.script = () => ({ status: 404 });
      const { code, stdout } = await withModel('--json');
      assert.equal(code, 1);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
      assert.equal(error.code, 'modelNotFound');
      assert.match(error.message, /has no model claude-haiku-5-5/);
    });

    it('is said before anything is sent for input that cannot be summarized', async () => {
      const latin = path.join(folder(), 'latin1.txt');
      await writeFile(latin, Buffer.from([0x63, 0x61, 0x66, 0xe9]));
      const binary = path.join(folder(), 'zero.bin');
      await writeFile(binary, 'PK\u0003\u0004\u0000');
      for (const [args, input, sentence] of [
        [[], ' \n', /nothing to summarize/],
        [[path.join(folder(), 'missing.txt')], '', /Cannot read .*missing\.txt: no such file/],
        [[folder()], '', /Cannot read .*: it is a folder; name the files in it, such as ".*\*"/],
        [[binary], '', /zero\.bin is a binary file; name files that contain text/],
        [[path.join(folder(), '*.none')], '', /No file matches .*\*\.none; check the pattern/],
        [[latin], '', /is not UTF-8 text/],
      ] as const) {
        const { code, stdout, stderr } = await cli(['--base-url', loopback.url, ...args], { input });
        assert.deepEqual([code, stdout], [1, '']);
        assertOneSentence(stderr, sentence);
      }
      assert.equal(loopback.requests.length, 0);
    });

    it('reads UTF-16 with its mark, and drops the mark of UTF-8', async () => {
      const file = path.join(folder(), 'utf16.txt');
      await writeFile(file, Buffer.from(`\ufeff${TEXT}`, 'utf16le'));
      await cli(['--base-url', loopback.url, file]);
      await cli(['--base-url', loopback.url], { input: `\ufeff${TEXT}` });
      for (const { body } of loopback.requests) {
        assert.equal(textInPrompt(body.messages[0]?.content[0]?.text), TEXT);
      }
      assert.equal(loopback.requests.length, 2);
    });
  });

  describe('wrong usage', () => {
    for (const args of [
      ['--nonsense'],
      ['--provider', 'x'],
      ['--max-tokens', '0'],
      ['--diff', 'a', 'b'],
      ['--ask', 'Why?'],
      ['--ask', 'Why?', '--provider', 'offline'],
      ['--style', 'rhymed'],
      ['--provider', 'anthropic'],
      ['--base-url', 'nonsense'],
    ]) {
      it(`ends with 2: ${args.join(' ')}`, async () => {
        const { code, stdout, stderr } = await cli(args);
        assert.deepEqual([code, stdout], [2, '']);
        assertOneSentence(stderr, /see --help|needs a key|needs a model|is not a URL/);
        const json = await cli([...args, '--json']);
        assert.equal(json.code, 2);
        assert.ok('error' in (JSON.parse(json.stdout) as object));
      });
    }

    it('is explained by --help; --version is the package’s', async () => {
      const help = await cli(['--help']);
      assert.deepEqual([help.code, help.stderr], [0, '']);
      assert.match(help.stdout, /ANTHROPIC_BASE_URL[^]*130 after Ctrl-C/);
      const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
        version: string;
      };
      assert.equal((await cli(['--version'])).stdout, `${version}\n`);
    });
  });

  for (const args of [[], ['--json']]) {
    it(`ends by exit with 130 after Ctrl-C, the model call aborted within 200 ms: ${args.join() || 'plain'}`, async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const child = startCli(['--base-url', loopback.url, ...args], TEXT);
      await until(() => loopback.requests.length === 1);
      await until(() => args.length > 0 || child.out === 'Half');
      const interrupted = performance.now();
      child.kill('SIGINT');
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      assert.deepEqual([code, signal], [130, null]);
      await until(() => loopback.requests[0]?.closedAt !== undefined);
      assertAtOnce((loopback.requests[0]?.closedAt ?? Infinity) - interrupted);
      if (args.length === 0) assert.match(child.out, /^Half\n\n\[incomplete\]\n$/);
      else assert.match(child.out, /^\{"error":\{"code":"cancelled"/);
      assertOneSentence(child.err, /Cancelled/);
    });
  }

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    onUnix(`ends with ${String(code)} after ${signal}`, async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const mine = `foreignServer.mjs stubborn ended-by-${signal}`;
      const server = `"${process.execPath}" '${fixture('foreignServer.mjs')}' stubborn ended-by-${signal}`;
      for (const more of [[], ['--server', server]]) {
        const child = startCli(['--base-url', loopback.url, ...more], TEXT);
        await until(() => loopback.requests.length === 1);
        child.kill(signal);
        assert.deepEqual(await once(child, 'close'), [code, null]);
        assertOneSentence(child.err, /Cancelled/);
        assert.deepEqual(processesWith(mine), [], 'the server is still there');
        loopback.reset();
        loopback.script = () => ({ pieces: ['Half'], hang: true });
      }
    });
  }

  // Nobody reads what it has to say, so it would never end by itself.
  onUnix('ends at once after a signal while its last words are written', async () => {
    loopback.script = () => ({ pieces: ['many words '.repeat(200_000)] });
    const child = spawn(process.execPath, [CLI, '--base-url', loopback.url], {
      env: environment(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.end(TEXT);
    const exited = once(child, 'exit');
    await once(child.stdout, 'readable');
    for (let sent = 0; sent < 2; sent++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill('SIGTERM');
    }
    assert.deepEqual(await exited, [143, null]);
    child.stdout.destroy();
  });

  for (const habit of ['mute', 'stubborn']) {
    it(`leaves no ${habit} server behind, however often Ctrl-C is pressed`, async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      const mine = `foreignServer.mjs ${habit} of-this-test`;
      const server = `"${process.execPath}" '${fixture('foreignServer.mjs')}' ${habit} of-this-test`;
      const child = startCli(['--base-url', loopback.url, '--server', server], TEXT);
      await until(() => (habit === 'mute' ? processesWith(mine).length > 0 : loopback.requests.length > 0));
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill('SIGINT');
      assert.deepEqual(await ended, [130, null]);
      await until(() => processesWith(mine).length === 0, 'the server is still there');
    });
  }

  it('hears Ctrl-C while it waits for standard input', async () => {
    const child = startCli(['--provider', 'offline'], undefined);
    // More than a pipe holds: it is written when somebody reads it.
    await new Promise((resolve) => child.stdin.write('A word. '.repeat(100_000), resolve));
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 130);
  });

  onUnix('hears Ctrl-C while it waits for a file that is a pipe', async () => {
    const pipe = path.join(folder(), 'pipe');
    await finished('mkfifo', [pipe]);
    for (const [writes, signal, ends] of [
      [false, 'SIGINT', 130],
      [true, 'SIGINT', 130],
      [false, 'SIGTERM', 143],
    ] as const) {
      const child = startCli(['--provider', 'offline', pipe], undefined);
      // A pipe that nobody has opened to write into, and one into which nothing more is written.
      const writer = writes ? await open(pipe, 'w') : undefined;
      await writer?.write('Half of it.');
      await new Promise((resolve) => setTimeout(resolve, 2000));
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, ends);
      await writer?.close();
    }
  });

  onUnix('reads a file that is a pipe', async () => {
    const script = `"${process.execPath}" "${CLI}" --provider offline <(printf '%s' '${TEXT}')`;
    const { code, stdout } = await finished('bash', ['-c', script], { env: environment() });
    assert.equal(code, 0);
    assert.match(stdout, /lighthouse/);
  });

  for (const from of ['a file', 'standard input'] as const) {
    it(`says of 100 MB from ${from} that they are too many`, async () => {
      // Each of these has six bytes in JSON, which is longer than a string can be.
      const large = '\u0001'.repeat(100_000_000);
      const file = path.join(folder(), 'large.txt');
      if (from === 'a file') await writeFile(file, large);
      const { code, stderr } = await cli(['--provider', 'offline', ...(from === 'a file' ? [file] : [])], {
        input: from === 'a file' ? '' : large,
      });
      assert.equal(code, 1);
      assertOneSentence(stderr, /is larger than 64 MiB; nothing was sent\. Choose a smaller text\.$/m);
    });
  }

  it('says of 60 MB that they are too many as they would be sent', async () => {
    const file = path.join(folder(), 'large.txt');
    await writeFile(file, '\u0001'.repeat(60 * 1024 * 1024));
    const { code, stderr } = await cli(['--provider', 'offline', file]);
    assert.equal(code, 1);
    assertOneSentence(stderr, /360\.0 MiB when encoded/);
  });

  // Only Linux has a file that is always full.
  const onLinux = existsSync('/dev/full') ? it : it.skip;
  onLinux('fails without a stack trace when standard output is full', async () => {
    for (const words of ['--help', '--provider offline', '--provider offline --json', '--nonsense --json']) {
      const script = `echo 'A text.' | "${process.execPath}" "${CLI}" ${words} > /dev/full`;
      const { code, stderr } = await finished('bash', ['-c', script], { env: environment() });
      assert.equal(code, words.startsWith('--nonsense') ? 2 : 1, words);
      assert.doesNotMatch(stderr, /Error:|cancelled|^\s+at /m);
    }
  });

  it('is read to its end, however slowly that is', async () => {
    const words = `process.stderr.write('a word of the server\\n'.repeat(100_000), () => process.exit(3))`;
    const server = `"${process.execPath}" -e "${words}"`;
    const child = spawn(process.execPath, [CLI, '--era', 'legacy', '--server', server], {
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let end = '';
    for await (const chunk of child.stderr) {
      end = (end + String(chunk)).slice(-1000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.match(end, /\nmcp-summarize: Could not start .*check its command\.\n$/);
  });

  it('stops the model when nobody reads on', async () => {
    loopback.script = () => ({ pieces: Array.from({ length: 200 }, () => 'word '), pause: 10 });
    const child = startCli(['--base-url', loopback.url], TEXT);
    await until(() => child.out.length > 0);
    child.stdout.destroy();
    await once(child, 'exit');
    await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model went on');
  });
});
