import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assertOneSentence, cli, cliSurroundings, startCli, TEXT } from '../support/cliProcess.js';
import { fixture, ListeningServer, SERVER_EVERYTHING } from '../support/fixtureServer.js';
import { until } from '../support/until.js';

const command = (...words: string[]): string[] => [
  '--server',
  [process.execPath, ...words].map((word) => `"${word}"`).join(' '),
];
const started = (name: string, ...args: string[]): string[] => command(fixture(name), ...args);

describe('The command line, with any server', () => {
  const { loopback, folder, withModel } = cliSurroundings();

  it('answers server-everything, and says what was left out', async () => {
    const { code, stdout, stderr } = await withModel(
      ...command(SERVER_EVERYTHING, 'stdio'),
      ...['--tool', 'trigger-sampling-request', '--arg', 'prompt=Hello', '--arg', 'maxTokens=50'],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /A short summary\./);
    assert.match(stderr, /Not passed on to the model, which does not support it: temperature/);
    assert.equal(loopback.requests[0]?.body.max_tokens, 50);
  });

  it('answers a modern server, in as many rounds as it asks', async () => {
    loopback.script = ({ messages }) => ({ pieces: [`[${messages[0]?.content[0]?.text ?? ''}]`] });
    const { code, stdout } = await withModel(
      ...started('modernServer.mjs', 'stdio', 'modern'),
      '--tool',
      'compare',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^pro=\[pro: .*\] con=\[con: .*\] gist=\[gist: .*\] => \[merge .*\]\n$/);
    assert.ok(loopback.requests[0]?.body.messages[0]?.content[0]?.text.endsWith(TEXT));
    assert.equal(loopback.requests.length, 4);
  });

  for (const [era, name, ...args] of [
    ['2026-07-28', 'modernServer.mjs', 'http', 'modern'],
    ['2025-11-25', 'httpServer.mjs'],
  ] as const) {
    it(`summarizes by a Streamable HTTP server of ${era}`, async () => {
      const listening = await ListeningServer.start(name, args);
      try {
        const { code, stdout, stderr } = await withModel('--url', listening.url, '--verbose', '--json');
        assert.equal(code, 0, stderr);
        assert.match((JSON.parse(stdout) as { summary: string }).summary, /A short summary\./);
        assert.match(stderr, new RegExp(`protocol ${era}`));
        assert.match(stderr, /deprecated sampling/);
        assert.doesNotMatch(stderr, /lighthouse|sk-cli/);
      } finally {
        await listening.stop();
      }
    });
  }

  it('probes a server at its first start alone', async function () {
    if (process.platform === 'win32') this.skip();
    const starts = path.join(folder(), 'starts');
    const server = ['--server', `env "STARTS=${starts}" ${started('modernServer.mjs')[1] ?? ''}`];
    const env = { XDG_CACHE_HOME: path.join(folder(), 'cache') };
    for (const [run, count] of [
      ['first', 2],
      ['second', 3],
    ] as const) {
      const { code, stderr } = await cli(['--provider', 'offline', '--verbose', ...server], { env });
      assert.equal(code, 0, stderr);
      assert.equal((await readFile(starts, 'utf8')).split('\n').length - 1, count);
      assert.match(stderr, run === 'first' ? /protocol era asked for/ : /protocol era remembered/);
    }
  });

  it('does without its memory where that cannot be kept', async () => {
    const file = path.join(folder(), 'no-folder');
    await writeFile(file, '');
    const args = ['--provider', 'offline', ...started('modernServer.mjs')];
    const { code, stderr } = await cli(args, { env: { XDG_CACHE_HOME: file } });
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('answers a server that lets the model use its tools', async () => {
    loopback.script = (_, index) =>
      index === 0
        ? { toolUses: [{ id: 't1', name: 'count_words', input: { text: 'a b c' } }] }
        : { pieces: ['Three.'] };
    const { code, stdout, stderr } = await withModel(
      ...started('toolLoopServer.mjs'),
      ...['--tool', 'research', '--arg', 'text=How many?', '--json'],
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      result: 'Three. (1 rounds)',
      model: 'claude-haiku-5-5',
      stopReason: 'endTurn',
      usage: { inputTokens: 50, outputTokens: 1 },
      samplingRequests: 2,
    });
  });

  it('says what the offline model cannot do for such a server', async () => {
    const { code, stdout, stderr } = await cli([
      ...['--provider', 'offline', ...started('toolLoopServer.mjs')],
      ...['--tool', 'research', '--arg', 'text=How many?'],
    ]);
    assert.deepEqual([code, stdout], [1, '']);
    assertOneSentence(stderr, /refused: the model offline-extractive does not support tools\./);
  });

  it('sends arguments of the schema’s types, and no more, and needs no input when they suffice', async () => {
    const child = startCli(
      [
        ...['--provider', 'offline', ...started('pagingServer.mjs'), '--tool', 'tool-4'],
        ...['text=a=b', 'count=3', 'ratio=0.5', 'loud=true', 'mood=3', 'list=["x"]', 'named=me'].flatMap(
          (pair) => ['--arg', pair],
        ),
      ],
      undefined,
    );
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0, child.err);
    assert.deepEqual(JSON.parse(child.out), {
      got: { text: 'a=b', count: 3, ratio: 0.5, loud: true, mood: 3, list: ['x'], named: 'me' },
      listings: 1,
    });
  });

  it('marks a tool that runs only as a task, and refuses it before it is called', async () => {
    const args = ['--provider', 'offline', ...started('pagingServer.mjs')];
    const { stdout } = await cli([...args, '--list-tools']);
    assert.match(stdout, /^tool-2\n[^]*^tool-3 \(runs only as a task, which is not supported\)\n/m);
    const { code, stderr } = await cli([...args, '--tool', 'tool-3', '--arg', 'count=1']);
    assert.equal(code, 1);
    assertOneSentence(
      stderr,
      /tool-3 of .* runs only as a task, which is not supported; choose another tool\./,
    );
  });

  it('names a required number that was left out of a tool without texts', async () => {
    const args = [...command(SERVER_EVERYTHING, 'stdio'), '--tool', 'get-sum', '--arg', 'a=1'];
    const { code, stderr } = await cli(['--provider', 'offline', ...args]);
    assert.equal(code, 2);
    assert.match(stderr, /the tool get-sum also needs b \(number\); pass it with --arg/);
  });

  it('gives a server the variables that are named, and no others; shows none that is a secret', async () => {
    const { stdout } = await cli([
      ...['--provider', 'offline', ...started('foreignServer.mjs', 'environment')],
      ...['--env', 'GREETING=hello=you', '--env', 'EMPTY=', '--env', 'API_TOKEN=abcdef123'],
    ]);
    const { env } = JSON.parse(stdout) as { env: Record<string, string> };
    assert.deepEqual([env.GREETING, env.EMPTY, env.XDG_CACHE_HOME], ['hello=you', '', undefined]);
    assert.equal(env.API_TOKEN, '[key]');
  });

  it('gives a server over HTTP the headers that are named', async () => {
    const listening = await ListeningServer.start('httpServer.mjs', [], { TOKEN: 't0k' });
    try {
      const args = ['--url', listening.url, '--header', 'Authorization: Bearer t0k'];
      const { code, stdout, stderr } = await withModel(...args);
      assert.deepEqual([code, stdout], [0, '<A short summary.>\n'], stderr);
    } finally {
      await listening.stop();
    }
  });

  it('gives a call no more time than it is told', async () => {
    const wire = path.join(folder(), 'wire');
    const args = ['--provider', 'offline', ...started('wireServer.mjs', 'legacy', wire), '--tool', 'hang'];
    const { code, stderr } = await cli([...args, '--arg', 'text=x', '--timeout', '1']);
    assert.equal(code, 1);
    assertOneSentence(stderr, /did not finish within 1 s;/);
  });

  it('describes a result without text on standard error, and prints it whole as JSON', async () => {
    const args = ['--provider', 'offline', ...started('foreignServer.mjs', 'image')];
    const plain = await cli(args);
    assert.deepEqual([plain.code, plain.stdout], [0, '']);
    assert.match(
      plain.stderr,
      /contains no text, only \[image, image\/png, 3 bytes\]; use --json to print it\.$/m,
    );
    const json = await cli([...args, '--json']);
    assert.deepEqual((JSON.parse(json.stdout) as { content: unknown }).content, [
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
    ]);
  });

  it('prints structured content alone as JSON', async () => {
    const args = ['--provider', 'offline', ...started('foreignServer.mjs', 'data')];
    const plain = await cli(args);
    assert.deepEqual([plain.code, JSON.parse(plain.stdout)], [0, { gist: 'x' }]);
    const json = await cli([...args, '--json']);
    const { structuredContent } = JSON.parse(json.stdout) as { structuredContent: unknown };
    assert.deepEqual(structuredContent, { gist: 'x' });
  });

  it('prints structured content alone as JSON where it is like that of our own server', async () => {
    const server = started('foreignServer.mjs', 'our-data');
    const { code, stdout } = await cli(['--provider', 'offline', ...server]);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { answer: string }).answer, 'Ada.');
  });

  it('puts the input into the text argument when the arguments do not suffice', async () => {
    const { stdout } = await cli([
      ...['--provider', 'offline', ...started('pagingServer.mjs'), '--tool', 'tool-4', '--arg', 'count=1'],
    ]);
    assert.deepEqual(JSON.parse(stdout), { got: { text: TEXT, count: 1 }, listings: 1 });
  });

  it('puts piped input into a text argument that is optional, and does without any', async () => {
    const wire = [...started('wireServer.mjs', 'legacy', path.join(folder(), 'wire')), '--tool', 'echo'];
    assert.equal(
      (await cli(['--provider', 'offline', ...wire])).stdout,
      `${JSON.stringify({ text: TEXT })}\n`,
    );
    assert.equal((await cli(['--provider', 'offline', ...wire], { input: '' })).stdout, '{}\n');
    const given = await cli(['--provider', 'offline', ...wire, '--arg', 'text=mine']);
    assert.equal(given.stdout, '{"text":"mine"}\n');
  });

  for (const [what, args, words, exit] of [
    [
      'an argument that the tool does not have',
      ['--arg', 'colour=red'],
      /has no argument colour; it takes text, count/,
      2,
    ],
    ['an argument of the wrong type', ['--arg', 'count=many'], /count must be a number; correct it/, 2],
    ['a missing argument', ['--arg', 'ratio=1'], /also needs count \(integer\); pass it with --arg/, 2],
    [
      'an argument that is given twice',
      ['--arg', 'count=1', '--arg', 'count=2'],
      /--arg count is given twice/,
      2,
    ],
    [
      'a file that has no place',
      ['--arg', 'text=a', '--arg', 'named=b', '--arg', 'count=1', 'f.txt'],
      /so FILE cannot be used/,
      2,
    ],
    ['a tool that is not there', ['--tool', 'nothing'], /has no tool "nothing"; it has tool-1/, 1],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { code, stdout, stderr } = await cli([
        ...['--provider', 'offline', ...started('pagingServer.mjs'), '--tool', 'tool-4', ...args],
      ]);
      assert.deepEqual([code, stdout], [exit, '']);
      assertOneSentence(stderr, words);
    });
  }

  it('lists a server’s tools and their arguments', async () => {
    const args = ['--list-tools', ...started('pagingServer.mjs')];
    const { code, stdout, stderr } = await cli(args);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^tool-1\n {4}text \(text\)\n {4}count \(integer\) .*\n {4}ratio \(number, optional\)/,
    );
    assert.match(stdout, /^tool-5$/m);
    const listed = JSON.parse((await cli([...args, '--json'])).stdout) as { tools: object[] };
    assert.equal(listed.tools.length, 5);
  });

  it('lists none for a server that has none, and says so', async () => {
    const none =
      `process.stdin.on('data', (data) => { const { id, method } = JSON.parse(data); if (id === undefined) return;
      console.log(JSON.stringify(method === 'initialize'
        ? { jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'n', version: '1' } } }
        : { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } })) })`.replaceAll(/\s+/g, ' ');
    const { code, stdout } = await cli([
      '--list-tools',
      '--server',
      `${process.execPath} -e '${none.replaceAll("'", `'"'"'`)}'`,
    ]);
    assert.deepEqual([code, stdout], [0, 'The server offers no tools.\n']);
  });

  it('ends the model call of a modern server after Ctrl-C', async () => {
    loopback.script = () => ({ pieces: ['Half'], hang: true });
    const child = startCli(
      ['--base-url', loopback.url, ...started('modernServer.mjs'), '--tool', 'compare'],
      TEXT,
    );
    await until(() => loopback.requests.length === 3);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 130);
    await until(() => loopback.requests.every(({ closedAt }) => closedAt !== undefined));
  });

  for (const args of [
    ['--server', 'a', '--url', 'http://b'],
    ['--arg', 'noequals'],
    ['--arg', '=x'],
    ['--tool', ''],
    ['--url', ''],
  ]) {
    it(`calls ${args.join(' ')} wrong usage`, async () => {
      const { code, stdout, stderr } = await cli(args);
      assert.deepEqual([code, stdout], [2, '']);
      assertOneSentence(stderr, /Wrong usage: .*; see --help/);
    });
  }
});
