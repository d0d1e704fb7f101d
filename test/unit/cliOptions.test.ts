import assert from 'node:assert/strict';
import { modelFromOptions, type CliEnvironment } from '../../src/cli/modelFromOptions.js';
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
        file: 'a.txt',
        provider: 'anthropic',
        model: 'm',
        maxTokens: 9,
        baseUrl: undefined,
        server: undefined,
        url: undefined,
        era: 'auto',
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
      assert.deepEqual(options('--server', command).server, words);
    });
  }

  for (const argv of [
    ['--provider', 'openai'],
    ['--max-tokens', '0'],
    ['--max-tokens', '1.5'],
    ['--max-tokens', 'many'],
    ['--model', ''],
    ['--server', 'a | b'],
    ['--server', 'a ${'],
    ['--server', '""'],
    ['--model', '--json'],
    ['--server', ''],
    ['--nonsense'],
    ['--model'],
    ['a.txt', 'b.txt'],
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

  it('knows --help and --version', () => {
    assert.equal(readOptions(['--help']).kind, 'help');
    assert.equal(readOptions(['--version', 'a', 'b']).kind, 'version');
  });
});

describe('The model of the command line', () => {
  const said: string[] = [];
  const model = (environment: CliEnvironment, ...argv: string[]): Model => {
    said.length = 0;
    return modelFromOptions(options(...argv), environment, new MemoryLog(), (sentence) =>
      said.push(sentence),
    );
  };

  it('is offline without key and endpoint, and says so', () => {
    assert.equal(model({}).provider, 'offline');
    assert.match(said.join(), /offline/);
    assert.equal(model({ ANTHROPIC_API_KEY: ' ' }).provider, 'offline');
    assert.equal(model({ ANTHROPIC_BASE_URL: 'http://localhost:1' }).provider, 'offline');
  });

  it('is offline without a word when that was asked for', () => {
    assert.equal(model({ ANTHROPIC_API_KEY: 'sk' }, '--provider', 'offline').provider, 'offline');
    assert.deepEqual(said, []);
  });

  it('is Anthropic with a key, and with an endpoint and no key', () => {
    assert.equal(model({ ANTHROPIC_API_KEY: 'sk' }).provider, 'anthropic');
    assert.equal(model({}, '--base-url', 'http://localhost:1').provider, 'anthropic');
    assert.equal(
      model({ ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'http://localhost:1' }).provider,
      'anthropic',
    );
    assert.deepEqual(said, []);
  });

  it('is an error when Anthropic is asked for with neither', () => {
    assert.throws(() => model({}, '--provider', 'anthropic'), {
      code: 'usage',
      message: /needs a key in ANTHROPIC_API_KEY/,
    });
  });

  it('names the source of a bad address', () => {
    assert.throws(
      () => model({ ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'nonsense' }),
      /^SummarizeError: ANTHROPIC_BASE_URL/,
    );
    assert.throws(() => model({ ANTHROPIC_BASE_URL: 'nonsense' }, '--base-url', 'rubbish'), /--base-url/);
  });
});
