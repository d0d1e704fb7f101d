import assert from 'node:assert/strict';
import { serverAt } from '../../src/mcp/serverDefinition.js';
import { runTool } from '../../src/call/runTool.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { HostileHttp, type HostileAnswer } from '../support/hostileHttp.js';
import { until } from '../support/until.js';

/** Where an answer has to come at once; a busy machine may take its time. */
const AT_ONCE_MILLISECONDS = 5000;

describe('A hostile server over HTTP', () => {
  const client = clientSurroundings();
  let server: HostileHttp;
  beforeEach(async () => {
    server = await new HostileHttp().start();
    client.connect(serverAt(server.url, '--url'));
  });
  afterEach(() => server.stop());

  const call = async (): Promise<string> => (await runTool('tool', {}, client.options())).text;
  const TOO_MUCH = /sent a message larger than 64 MiB; ask it for less\.$/;

  const cases: readonly (readonly [HostileAnswer, string, RegExp])[] = [
    ['endlessJson', 'toolFailed', TOO_MUCH],
    ['endlessEvent', 'toolFailed', TOO_MUCH],
    ['gzipBomb', 'toolFailed', TOO_MUCH],
    ['brotliBomb', 'toolFailed', TOO_MUCH],
    ['endlessError', 'serverStopped', /\(HTTP 500\); try again\.$/],
    ['noJson', 'toolFailed', /sent an invalid MCP message/],
    ['accepted', 'toolFailed', /accepted the request but never answered it/],
    ['nothing', 'toolFailed', /never answered it/],
    ['otherId', 'toolFailed', /sent a response with the wrong request ID/],
    ['otherIdInStream', 'toolFailed', /sent a response with the wrong request ID/],
    ['issues', 'toolFailed', /error: Invalid arguments for tool: list\.0: Required; Too much\.$/],
    ['nullResult', 'toolFailed', /sent an invalid MCP message/],
    ['nullInStream', 'toolFailed', /sent an invalid MCP message/],
    ['bothInStream', 'toolFailed', /sent an invalid MCP message/],
    ['noJsonInStream', 'toolFailed', /sent an invalid MCP message/],
    ['deepInStream', 'toolFailed', /nested too deeply/],
    ['endedStream', 'serverStopped', /Lost the connection to .* before it finished/],
  ];
  for (const [answer, code, message] of cases) {
    it(`ends the call at once with a sentence: ${answer}`, async () => {
      await client.options().connection.listTools(new AbortController().signal);
      server.answer = answer;
      const begun = performance.now();
      await assert.rejects(call(), { code, message });
      assert.ok(performance.now() - begun < AT_ONCE_MILLISECONDS);
      if (answer.startsWith('endless')) await until(() => server.open === 0, 'it is still read from');
    });
  }

  for (const status of [404, 500]) {
    it(`cannot keep a call by refusing what it asked for: HTTP ${String(status)}`, async () => {
      server.answer = 'samples';
      server.received = status;
      await assert.rejects(call(), {
        code: 'serverStopped',
        message: /did not accept the answer to its sampling request; try again\.$/,
      });
      // The next call does not use the same session.
      server.answer = 'plain';
      assert.equal(await call(), 'fine');
    });
  }

  it('cannot keep a call by an error that never ends', async () => {
    server.answer = 'slowError';
    await assert.rejects(call(), { code: 'serverStopped', message: /\(HTTP 500\)/ });
  });

  for (const era of ['auto', 'legacy'] as const) {
    it(`is told in a sentence if it speaks another protocol: ${era}`, async () => {
      server.nonsense = true;
      client.connect({ ...serverAt(server.url, '--url'), era });
      await assert.rejects(call(), { code: 'serverNotStarted', message: /^[^[\]{}]+\.$/ });
    });
  }

  it('cannot fill the memory with its list of tools', async () => {
    server.endlessTools = true;
    await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
      code: 'serverNotStarted',
      message: /sent a message that is too large/,
    });
    await until(() => server.open === 0, 'it is still read from');
  });

  it('may send as many events as it likes in one stream', async () => {
    server.answer = 'longStream';
    assert.equal(await call(), 'fine');
  });
});
