import assert from 'node:assert/strict';
import { modelFromOptions, type CliEnvironment } from '../../src/cli/modelFromOptions.js';
import { usesBundledServer } from '../../src/cli/arguments.js';
import { readOptions, type CliOptions } from '../../src/cli/options.js';
import type { Model } from '../../src/models/model.js';
import { MemoryLog } from '../support/fakes.js';

function options(...argv: string[]): CliOptions {
  const request = readOptions(argv);
  assert.ok(request.kind === 'summarize');
  return request.options;
}

describe('The command line', () => {
  it('reads options and the file', () => {
    assert.deepEqual(
      options('--provider', 'anthropic', '--model=m', '--max-tokens', '9', '--json', '--yes', 'a.txt'),
      {
        source: { kind: 'files', names: ['a.txt'] },
        ask: undefined,
        cite: false,
        provider: 'anthropic',
        model: 'm',
        maxTokens: 9,
        baseUrl: undefined,
        server: undefined,
        timeout: 3600,
        tool: undefined,
        args: [],
        listTools: false,
        json: true,
        verbose: false,
        yes: true,
        secrets: undefined,
        partTokens: 20_000,
        concurrency: 8,
      },
    );
  });

  for (const [command, words] of [
    ['node server.js --x', ['node', 'server.js', '--x']],
    [`"/a b/node" 'my server.js' --name="x y"`, ['/a b/node', 'my server.js', '--name=x y']],
    [`sh -c 'exec node "a b"'`, ['sh', '-c', 'exec node "a b"']],
    ['node $HOME/*.js', ['node', '$HOME/*.js']],
  ] as const) {
    it(`splits --server ${command} as a shell would, and expands nothing`, () => {
      const { server } = options('--server', command);
      assert.deepEqual(server?.kind === 'stdio' && [server.command, ...server.args], words);
    });
  }

  for (const argv of [
    ['--provider', 'openai'],
    ['--max-tokens', '0'],
    ['--max-tokens', '1.5'],
    ['--max-tokens', 'many'],
    ['--model', ''],
    ['--server', 'a | b'],
    ['--server', 'a', '--url', 'https://x.example/mcp'],
    ['--server', 'a', '--env', 'NAME'],
    ['--server', 'a', '--env', '=value'],
    ['--server', 'a', '--env', 'A=1', '--env', 'A=2'],
    ['--env', 'A=1'],
    ['--url', 'https://x.example/mcp', '--env', 'A=1'],
    ['--url', 'https://x.example/mcp', '--header', 'Authorization'],
    ['--url', 'https://x.example/mcp', '--header', 'no name: x'],
    ['--url', 'https://x.example/mcp', '--header', 'X: 1', '--header', 'x: 2'],
    ['--header', 'X: 1'],
    ['--timeout', '0'],
    ['--timeout', '86401'],
    ['--timeout', '1.5'],
    ['--server', 'a ${'],
    ['--server', '""'],
    ['--model', '--json'],
    ['--server', ''],
    ['--nonsense'],
    ['--model'],
    [''],
    ['--style', 'rhymed'],
    ['--style', ''],
    ['--ask', ' '],
    ['--ask', 'Why?', '--style', 'brief'],
    ['--ask', 'Why?', '--tool', 'x'],
    ['--diff', 'a', 'b'],
    ['--diff=a', 'b'],
    ['--diff='],
    ['--diff=--output=x'],
    ['--diff=-x'],
    ['--era', 'new', '--url', 'http://localhost'],
    ['--era', 'legacy'],
  ]) {
    it(`calls ${JSON.stringify(argv)} wrong usage`, () => {
      assert.throws(() => readOptions(argv), {
        code: 'usage',
        message: /^Wrong usage: [^\n]*; see --help\.$/,
      });
    });
  }

  it('reads what a server is given, and keeps it to itself where it is wrong', () => {
    assert.deepEqual(options('--server', 'a b', '--env', 'A=1=2', '--env', 'EMPTY=').server, {
      kind: 'stdio',
      name: 'a',
      command: 'a',
      args: ['b'],
      env: { A: '1=2', EMPTY: '' },
    });
    const headers = ['--header', 'Authorization: Bearer s3cret', '--header', 'X-Time:12:30'];
    for (const url of ['https://x.example/mcp', 'http://127.0.0.1:1/mcp', 'http://localhost/mcp']) {
      const { server } = options('--url', url, ...headers);
      assert.deepEqual(server?.kind === 'http' && server.headers, {
        Authorization: 'Bearer s3cret',
        'X-Time': '12:30',
      });
    }
    assert.throws(() => options('--url', 'http://x.example/mcp', ...headers), {
      code: 'badSetting',
      message:
        'The headers would be sent unencrypted to x.example; use an https address, or remove --header.',
    });
    for (const wrong of ['no name: s3cret', 'X: s3cret\u0000'])
      assert.throws(
        () => options('--url', 'https://x.example', '--header', wrong),
        (error) => {
          assert.doesNotMatch(String(error), /s3cret/);
          return true;
        },
      );
  });

  it('reads where the text comes from', () => {
    const sourceOf = (...argv: string[]): CliOptions['source'] => options(...argv).source;
    const diff = (revision: string | undefined, ...paths: string[]) => ({ kind: 'diff', revision, paths });
    assert.deepEqual(sourceOf(), { kind: 'standardInput' });
    assert.deepEqual(sourceOf('b', '*.md', '--json', 'a'), { kind: 'files', names: ['b', '*.md', 'a'] });
    assert.deepEqual(sourceOf('--', '-x', '--diff=y'), { kind: 'files', names: ['-x', '--diff=y'] });
    assert.deepEqual(sourceOf('--diff'), diff(undefined));
    assert.deepEqual(sourceOf('--diff', '--json'), diff(undefined));
    assert.deepEqual(sourceOf('--diff', 'main..HEAD', '--json'), diff('main..HEAD'));
    assert.deepEqual(sourceOf('--diff=main'), diff('main'));
    assert.deepEqual(sourceOf('--diff', '--', 'src', '-x'), diff(undefined, 'src', '-x'));
    assert.deepEqual(sourceOf('--diff=HEAD~1', '--', 'a'), diff('HEAD~1', 'a'));
  });

  it('takes a style as an argument of the tool, of another server as it is', () => {
    assert.deepEqual(options('--style', 'releaseNotes', '--arg', 'length=short').args, [
      ['length', 'short'],
      ['style', 'releaseNotes'],
    ]);
    assert.deepEqual(options('--server', 'x', '--style', 'rhymed').args, [['style', 'rhymed']]);
  });

  it('knows early whether the bundled server is used', () => {
    for (const argv of [[], ['a.txt'], ['--list-tools'], ['--provider', 'offline', '--json']]) {
      assert.equal(usesBundledServer(argv), true, argv.join(' '));
    }
    for (const argv of [
      ['--help'],
      ['--version'],
      ['--server', 'x'],
      ['--url', 'https://x'],
      ['--nonsense'],
    ]) {
      assert.equal(usesBundledServer(argv), false, argv.join(' '));
    }
  });

  it('knows --help and --version', () => {
    assert.equal(readOptions(['--help']).kind, 'help');
    assert.equal(readOptions(['--version', 'a', 'b']).kind, 'version');
  });
});

describe('The model of the command line', () => {
  const said: string[] = [];
  const model = async (environment: CliEnvironment, ...argv: string[]): Promise<Model> => {
    said.length = 0;
    return await modelFromOptions(options(...argv), environment, new MemoryLog(), (sentence) =>
      said.push(sentence),
    );
  };

  it('is offline without key and endpoint, and says so', async () => {
    assert.equal((await model({})).provider, 'offline');
    assert.match(said.join(), /offline/);
    assert.equal((await model({ ANTHROPIC_API_KEY: ' ' })).provider, 'offline');
    assert.equal((await model({ ANTHROPIC_BASE_URL: 'http://localhost:1' })).provider, 'offline');
  });

  it('is offline without a word when that was asked for', async () => {
    assert.equal((await model({ ANTHROPIC_API_KEY: 'sk' }, '--provider', 'offline')).provider, 'offline');
    assert.deepEqual(said, []);
  });

  it('is Anthropic with a key, and with an endpoint and no key', async () => {
    assert.equal((await model({ ANTHROPIC_API_KEY: 'sk' })).provider, 'anthropic');
    assert.equal((await model({}, '--base-url', 'http://localhost:1')).provider, 'anthropic');
    assert.equal(
      (await model({ ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'http://localhost:1' })).provider,
      'anthropic',
    );
    assert.deepEqual(said, []);
  });

  it('is an error when Anthropic is asked for with neither', async () => {
    await assert.rejects(() => model({}, '--provider', 'anthropic'), {
      code: 'usage',
      message: /needs a key in ANTHROPIC_API_KEY/,
    });
  });

  it('names the source of a bad address', async () => {
    await assert.rejects(
      () => model({ ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'nonsense' }),
      /^SummarizeError: ANTHROPIC_BASE_URL/,
    );
    await assert.rejects(
      () => model({ ANTHROPIC_BASE_URL: 'nonsense' }, '--base-url', 'rubbish'),
      /--base-url/,
    );
  });
});
