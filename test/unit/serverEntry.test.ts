import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import { identityOf, namedServer, secretValues, serverAt } from '../../src/mcp/serverDefinition.js';
import {
  defineServer,
  readServerEntries,
  recipientOf,
  secretsOf,
  type ServerEntry,
} from '../../src/mcp/serverEntry.js';

const SETTING = 'The setting mcpSummarize.servers';

function entry(value: unknown): ServerEntry {
  const read = readServerEntries({ s: value }, SETTING).get('s');
  if (read instanceof SummarizeError) throw read;
  assert.ok(read !== undefined);
  return read;
}

const none = new Map<string, string>();

describe('A server in the settings', () => {
  it('is read in the shape of mcp.json', () => {
    const started = entry({ type: 'stdio', command: 'uvx', args: ['a b'], env: { A: '1' }, cwd: '/x' });
    assert.deepEqual(defineServer('s', started, none), {
      kind: 'stdio',
      name: 's',
      command: 'uvx',
      args: ['a b'],
      env: { A: '1' },
      cwd: '/x',
    });
    const called = entry({ url: 'https://example.com/mcp', headers: { A: 'b' } });
    assert.deepEqual(defineServer('s', called, none), {
      kind: 'http',
      name: 's',
      url: 'https://example.com/mcp',
      headers: { A: 'b' },
    });
  });

  it('names its secrets, which come from elsewhere, and to whom they go', () => {
    const server = entry({
      url: 'https://example.com/a/mcp',
      headers: { Authorization: 'Bearer ${input:token}', X: '${input:token}-${input:other}' },
    });
    assert.deepEqual(secretsOf(server), ['token', 'other']);
    assert.equal(recipientOf(server), 'https://example.com');
    const filled = defineServer(
      's',
      server,
      new Map([
        ['token', '$& t'],
        ['other', 'o'],
      ]),
    );
    assert.deepEqual(filled.kind === 'http' && filled.headers, { Authorization: 'Bearer $& t', X: '$& t-o' });
    const launched = { command: 'npx', args: ['-y', 'a b'], env: { K: '${input:k}' }, cwd: '/x' };
    assert.equal(recipientOf(entry(launched)), 'npx -y "a b" (in /x)');
  });

  it('gets no secret over an unencrypted network', () => {
    const headers = { A: '${input:a}' };
    const secrets = new Map([['a', 'x']]);
    assert.throws(() => defineServer('s', entry({ url: 'http://example.com/mcp', headers }), secrets), {
      message: /would be sent unencrypted; use an HTTPS URL\.$/,
    });
    assert.equal(defineServer('s', entry({ url: 'http://127.0.0.1:8/mcp', headers }), secrets).kind, 'http');
    assert.equal(defineServer('s', entry({ url: 'http://example.com/mcp' }), none).kind, 'http');
  });

  for (const [what, value] of [
    ['neither command nor url', { args: [] }],
    ['both', { command: 'a', url: 'https://b' }],
    ['the SSE transport of old', { type: 'sse', url: 'https://b' }],
    ['a file of variables', { command: 'a', envFile: '.env' }],
    ['a number for a variable', { command: 'a', env: { A: 1 } }],
    ['an empty command', { command: ' ' }],
    ['a variable that is not replaced', { command: 'a', args: ['${workspaceFolder}/x'] }],
    ['the environment in a header', { url: 'https://b', headers: { A: '${env:TOKEN}' } }],
    ['a secret among the arguments', { command: 'a', args: ['${input:token}'] }],
    ['a string', 'node server.js'],
  ] as const) {
    it(`with ${what} is refused by name`, () => {
      assert.throws(() => entry(value), { code: 'badSetting', message: /has a server "s" .*\.$/ });
    });
  }

  it('without a name is refused, and a bad one leaves the others alone', () => {
    const read = readServerEntries({ '': { command: 'a' }, bad: 7, good: { command: 'b' } }, SETTING);
    const nameless = read.get('');
    assert.match(nameless instanceof SummarizeError ? nameless.message : '', /without a name/);
    assert.ok(read.get('bad') instanceof SummarizeError);
    assert.ok(!(read.get('good') instanceof SummarizeError));
  });

  for (const name of ['bundled', '*']) {
    it(`cannot be called ${name}, which policies use for others`, () => {
      const read = readServerEntries({ [name]: { command: 'a' } }, SETTING).get(name);
      assert.match(read instanceof SummarizeError ? read.message : '', /reserved name; rename it/);
    });
  }

  it('is one of none, or of none that can be read', () => {
    assert.equal(readServerEntries(undefined, SETTING).size, 0);
    assert.throws(() => readServerEntries([], SETTING), { code: 'badSetting' });
  });

  for (const url of ['example.com/mcp', 'ftp://example.com', 'https://user:pw@example.com/mcp']) {
    it(`is not at ${url}`, () => {
      assert.throws(() => serverAt(url, '--url'), { code: 'badSetting', message: /^--url .*\.$/ });
    });
  }

  it('is remembered by what it is, not by its name or its secrets, and told by neither', () => {
    const here = serverAt('https://example.com/mcp', 'x');
    assert.equal(identityOf(here), identityOf({ ...here, name: 'other', headers: { A: 'secret' } }));
    assert.notEqual(identityOf(here), identityOf(serverAt('https://example.com/mcp2', 'x')));
    assert.notEqual(identityOf(namedServer(['a', 'b'])), identityOf(namedServer(['a', 'b', ''])));
    assert.doesNotMatch(identityOf(here), /example/);
  });

  it('has secrets in its headers, and in variables that say so', () => {
    const remote = {
      ...serverAt('https://example.com/mcp', 'x'),
      headers: { Authorization: 'Bearer t0ken1' },
    };
    assert.deepEqual(secretValues(remote), ['Bearer t0ken1', 't0ken1']);
    const env = { LANG: 'german', GITHUB_PAT: 'pat123', DB_PWD: 'pwd123', DB_URL: 'pg://me:pw@db/x' };
    const values = secretValues({ ...namedServer(['a']), env });
    assert.deepEqual(values, ['pat123', 'pwd123', 'pg://me:pw@db/x']);
    assert.deepEqual(secretValues(undefined), []);
  });
});
