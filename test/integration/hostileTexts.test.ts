import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { abortable } from '../../src/common/abortable.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { TEXT_ARGUMENT } from '../../src/contract/summarize.js';
import { summarize } from '../../src/call/summarize.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { DIST } from '../support/paths.js';

const SERVER = path.join(DIST, 'server.js');
/** What a grammar took a minute for, before there was a limit. */
const SLOW = '*'.repeat(400_000);
const NESTED = `${'function f() { if (a) {\n'.repeat(3700)}${'} }\n'.repeat(3700)}`;
const ABOUT = { language_id: 'javascript' };

describe('A text made to be slow, in the server', () => {
  const client = clientSurroundings();

  for (const [what, text] of [
    ['of one sign', SLOW],
    ['of nested code', NESTED],
  ] as const) {
    it(`stops being split when its call is cancelled: ${what}`, async () => {
      client.connect(bundledServer(SERVER));
      await summarize('A short text.', client.options());
      const abort = new AbortController();
      const calling = summarize(text, { ...client.options({ signal: abort.signal }), about: ABOUT });
      await delay(100);
      abort.abort();
      await assert.rejects(calling, { code: 'cancelled' });
      // The same server answers the next call, at once.
      const { samplingRequests } = await summarize('Another short text.', {
        ...client.options(),
        signal: AbortSignal.timeout(10_000),
      });
      assert.equal(samplingRequests, 1);
    });
  }

  it('is split without its grammar where that takes too long, which the log tells', async () => {
    client.connect(bundledServer(SERVER));
    client.loopback.script = () => ({ pieces: ['Short.'] });
    await summarize('*'.repeat(98_000), { ...client.options(), about: ABOUT });
    assert.match(client.log.text, /100% of the text could not be parsed in time and is split between lines/);
  });

  it('may be an answer of many blank lines, which the server reads in no time', async () => {
    client.connect(bundledServer(SERVER));
    await summarize('A short text.', client.options());
    client.loopback.script = () => ({ pieces: [`One.${'\n'.repeat(60_000)}Two.`] });
    const calling = summarize('Another short text.', client.options());
    // Something of the kind of a second, where a quadratic search took five.
    const { samplingRequests } = await abortable(calling, AbortSignal.timeout(2000));
    assert.equal(samplingRequests, 1);
  });

  it('leaves no server behind when its client goes away', async () => {
    const server = spawn(process.execPath, [SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(server, 'exit', { signal: AbortSignal.timeout(10_000) });
    const send = (message: object): void => {
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    };
    send({
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: { sampling: {} },
        clientInfo: { name: 'test', version: '1' },
      },
    });
    await once(server.stdout, 'data');
    server.stdout.resume();
    send({ method: 'notifications/initialized' });
    send({
      id: 2,
      method: 'tools/call',
      params: { name: 'summarize', arguments: { [TEXT_ARGUMENT]: SLOW, ...ABOUT, part_tokens: 1000 } },
    });
    await delay(500);
    send({ method: 'notifications/cancelled', params: { requestId: 2 } });
    server.stdin.end();
    try {
      const [code] = (await exited) as [number | null];
      assert.equal(code, 0);
    } finally {
      server.kill('SIGKILL');
    }
  });
});
