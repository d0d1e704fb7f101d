import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cli, cliSurroundings, startCli } from '../support/cliProcess.js';
import { bookText, logText, sourceText } from '../support/longTexts.js';
import { partInPrompt, promptOf, textInPrompt } from '../support/prompts.js';
import { assertAtOnce, until } from '../support/until.js';
import { OVERLOADED } from '../support/loopbackModel.js';

/** For which no other try is made. */
const REJECTED = { status: 400, errorType: 'invalid_request_error' };

describe('A text of megabytes, on the command line', function () {
  this.timeout(120_000);
  const { loopback, folder, withModel } = cliSurroundings();
  const sampled = { log: logText(), book: bookText(), 'source tree': sourceText() };
  const fileOf = (name: string): string => path.join(folder(), name);
  before(async () => {
    for (const { name, text } of Object.values(sampled)) await writeFile(fileOf(name), text);
  });
  beforeEach(() => {
    loopback.script = (body) => {
      const [part] = partInPrompt(promptOf(body)) ?? [];
      return { pieces: [part === undefined ? 'The whole.' : `Summary ${String(part)}.`] };
    };
  });

  // All of a log is sent only where it is not folded.
  const whole = ['--arg', 'fold=false'];

  for (const [what, { name, text }] of Object.entries(sampled)) {
    it(`is summarized by a model, all of it: a ${what}`, async () => {
      const { code, stdout, stderr } = await withModel('--json', ...whole, fileOf(name));
      assert.equal(code, 0, stderr);
      assert.deepEqual([(JSON.parse(stdout) as { summary: string }).summary], ['The whole.']);
      assert.match(
        stderr,
        /This will send \d+ requests to your model: about 1,\d{3},\d{3} tokens in, up to [\d,]+ out\./,
      );
      assert.match(stderr, /: (\d+) of \1 parts\./);
      const parts = loopback.requests
        .map(({ body }) => promptOf(body))
        .flatMap((prompt) => {
          const [part] = partInPrompt(prompt) ?? [];
          return part === undefined ? [] : [{ part, text: textInPrompt(prompt) }];
        })
        .sort((a, b) => a.part - b.part);
      assert.ok(parts.map((one) => one.text).join('') === text, 'something is missing');
      for (const part of parts) assert.ok(Buffer.byteLength(part.text) <= 80_000);
    });

    it(`is summarized offline: a ${what}`, async () => {
      const { code, stdout, stderr } = await cli(['--provider', 'offline', fileOf(name)]);
      assert.equal(code, 0, stderr);
      assert.ok(stdout.length > 200);
      assert.doesNotMatch(stdout, /Repeated entries/);
      assert.doesNotMatch(stderr, /This takes/);
    });
  }

  it('is one request where it is a log, and says how it was folded', async () => {
    const { code, stdout, stderr } = await withModel(fileOf(sampled.log.name));
    assert.equal(code, 0, stderr);
    assert.equal(loopback.requests.length, 1);
    assert.match(stdout, /^The whole\.\n\n> Repeated entries were folded: [\d,]+ entries, \d+ kinds\.\n$/);
  });

  it('stops every request within 200 ms of Ctrl-C', async () => {
    loopback.script = () => ({ pieces: ['Half'], hang: true });
    const child = startCli(['--base-url', loopback.url, ...whole, fileOf(sampled.log.name)], '');
    await until(() => loopback.requests.length >= 8);
    const cancelledAt = performance.now();
    child.kill('SIGINT');
    await until(() => loopback.requests.every(({ closedAt }) => closedAt !== undefined));
    for (const { closedAt = Infinity } of loopback.requests) assertAtOnce(closedAt - cancelledAt);
    await until(() => child.exitCode !== null);
    assert.equal(child.exitCode, 130);
    assert.equal(child.out, '');
  });

  it('has a part that could not be summarized named, where it is, and is no failure', async () => {
    loopback.failWhere((body) => partInPrompt(promptOf(body))?.[0] === 7, REJECTED);
    const gap =
      /^.*Part 7\b.*\(lines (\d+)–(\d+)\) could not be summarized: the model rejected the request\.$/m;
    const { code, stdout, stderr } = await withModel(...whole, fileOf(sampled.log.name));
    assert.equal(code, 0);
    assert.match(stdout, /^The whole\.$/m);
    assert.match(stdout, gap);
    assert.match(stderr, gap);
    const json = await withModel('--json', ...whole, fileOf(sampled.log.name));
    const { gaps } = JSON.parse(json.stdout) as { gaps: unknown[] };
    const [, from, to] = gap.exec(stdout) ?? [];
    assert.deepEqual(gaps, [
      { part: 7, fromLine: Number(from), toLine: Number(to), reason: 'the model rejected the request' },
    ]);
  });

  it('is complete where every seventh request fails with 529', async () => {
    let count = 0;
    loopback.failWhere(() => ++count % 7 === 0, OVERLOADED);
    const { code, stdout } = await withModel('--json', ...whole, fileOf(sampled.log.name));
    assert.equal(code, 0);
    assert.deepEqual((JSON.parse(stdout) as { gaps: unknown }).gaps, []);
  });

  it('prints the whole only, where the endpoint takes less than one part', async () => {
    const text = 'The keeper of the lighthouse wrote a page. '.repeat(60);
    loopback.script = (body) => {
      const [part] = partInPrompt(promptOf(body)) ?? [];
      return { pieces: part === undefined ? ['The ', 'whole.'] : ['One ', 'of ', 'two.'], pause: 20 };
    };
    loopback.failWhere((body) => textInPrompt(promptOf(body)).length > text.length / 1.5, {
      ...REJECTED,
      errorMessage: 'prompt is too long: 210000 tokens > 200000 maximum',
    });
    await writeFile(fileOf('page.txt'), text);
    const { code, stdout } = await withModel(fileOf('page.txt'));
    assert.deepEqual([code, stdout], [0, 'The whole.\n']);
    assert.equal(loopback.requests.length, 4);
  });

  it('is not begun anew by an endpoint that finds it too long after it has written some of the answer', async () => {
    const text = 'The keeper of the lighthouse wrote a page. '.repeat(60);
    loopback.failWhere((body) => textInPrompt(promptOf(body)).length > text.length / 1.5, {
      pieces: ['Half of it'],
      cut: 'event',
      errorType: 'invalid_request_error',
      errorMessage: 'prompt is too long: 210000 tokens > 200000 maximum',
    });
    await writeFile(fileOf('page.txt'), text);
    const { code, stdout } = await withModel(fileOf('page.txt'));
    assert.deepEqual([code, stdout], [1, 'Half of it\n\n[incomplete]\n']);
  });

  it('takes other sizes, and says when they cannot be', async () => {
    await withModel(
      '--part-tokens',
      '200000',
      '--concurrency',
      '2',
      ...whole,
      '--arg',
      'style=takeaway',
      fileOf(sampled.log.name),
    );
    assert.ok(loopback.requests.length > 6 && loopback.requests.length < 12);
    assert.match(loopback.requests.at(-1)?.body.system ?? '', /at most five bullets/);
    const { code, stderr } = await withModel('--concurrency', '17', fileOf(sampled.log.name));
    assert.equal(code, 2);
    assert.match(stderr, /--concurrency must be a whole number from 1 to 16/);
  });
});
