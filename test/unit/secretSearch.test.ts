import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretSearch } from '../../src/secrets/secretSearch.js';
import { DIST } from '../support/paths.js';

const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const SCRIPT = path.join(DIST, 'secretSearch.js');
/** A rule that backtracks, and cannot be interrupted: the time doubles with each letter. */
const HANGS = `require('node:worker_threads').parentPort.on('message', () => /^(a+)+$/.test('a'.repeat(60) + 'b'));`;

describe('The search for secrets, in its thread', () => {
  const { signal } = new AbortController();
  let folder = '';
  let search: SecretSearch | undefined;
  const searchBy = async (script: string, limit?: number): Promise<SecretSearch> => {
    const file = path.join(folder, 'search.js');
    await writeFile(file, script);
    search = new SecretSearch({ script: file, ...(limit !== undefined && { limit: () => limit }) });
    return search;
  };
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-search-'));
  });
  afterEach(() => {
    search?.dispose();
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it('finds them, by the name of the document too, one search after the other', async () => {
    search = new SecretSearch({ script: SCRIPT });
    const results = await Promise.all([
      search.find(`Log in with ${TOKEN}.`, 'a.md', signal),
      search.find('PASSWORD=x', '.env', signal),
      search.find('Hello.', '', signal),
    ]);
    assert.deepEqual(
      results.map((result) => result.finished && result.found.map(({ name }) => name)),
      [['GitHub token'], ['value of PASSWORD'], []],
    );
  });

  it('finds a quoted value of 10 MB, and one of white space', async () => {
    const thread = new SecretSearch({ script: SCRIPT });
    search = thread;
    for (const value of ['a'.repeat(10_000_000), 'a b '.repeat(2_500_000), `a${' '.repeat(1_000_000)}b`]) {
      const result = await thread.find(`KEY="${value}"\n`, '.env', signal);
      const [{ from, to } = { from: 0, to: 0 }] = result.finished ? result.found : [];
      assert.deepEqual([from, to], [5, 5 + value.length]);
    }
  });

  it('says that it did not finish, when its time is over, and leaves this thread free meanwhile', async () => {
    const { find } = await searchBy(HANGS, 1500);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    assert.deepEqual(await find('x', '', signal), { finished: false });
    clearInterval(timer);
    assert.ok(ticks > 5, String(ticks));
  });

  it('says that it did not finish, when its thread breaks down or is not there', async () => {
    for (const script of ['throw new Error("x")', 'process.exit(0)']) {
      assert.deepEqual(await (await searchBy(script)).find('x', '', signal), { finished: false });
    }
    search = new SecretSearch({ script: path.join(folder, 'none.js') });
    assert.deepEqual(await search.find('x', '', signal), { finished: false });
    assert.deepEqual(await search.find('x', '', signal), { finished: false });
  });

  it('says that it did not finish, when it cannot be understood', async () => {
    const { find } = await searchBy(
      `require('node:worker_threads').parentPort.on('message', () => { throw new TypeError('x'); });`,
    );
    assert.deepEqual(await find('x', '', signal), { finished: false });
  });

  it('ends with its signal, and the next one begins in another thread', async () => {
    const hanging = `const { parentPort, threadId } = require('node:worker_threads');
      parentPort.on('message', ({ text }) => {
        if (text === 'hang') for (;;);
        parentPort.postMessage({ found: [{ name: 'thread', from: 0, to: 0, line: threadId }] });
      });`;
    const { find } = await searchBy(hanging);
    const threadOf = async (): Promise<number | undefined> => {
      const result = await find('x', '', signal);
      return result.finished ? result.found[0]?.line : undefined;
    };
    const thread = await threadOf();
    assert.equal(await threadOf(), thread, 'it was kept');
    const abort = new AbortController();
    const hung = find('hang', '', abort.signal);
    const waiting = threadOf();
    setTimeout(() => {
      abort.abort();
    }, 50);
    await assert.rejects(hung, { code: 'cancelled' });
    const next = await waiting;
    assert.ok(next !== undefined && next !== thread);
  });

  it('ends with its owner', async () => {
    const { find } = await searchBy(HANGS);
    const hung = find('x', '', signal);
    setTimeout(() => search?.dispose(), 50);
    await assert.rejects(hung, { code: 'cancelled' });
    await assert.rejects(find('x', '', signal), { code: 'cancelled' });
  });
});
