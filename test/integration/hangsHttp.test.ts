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
    ['issues', 'toolFailed', /error: Invalid arguments for tool: Required at list\.0; Too much\.$/],
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

  it('cannot keep a call by an error that never ends', async () => {
    server.answer = 'slowError';
    await assert.rejects(call(), { code: 'serverStopped', message: /\(HTTP 500\)/ });
  });

  it('cannot fill the memory with its list of tools', async () => {
    server.tools = 'endless';
    await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
      code: 'serverNotStarted',
      message: /sent a message that is too large/,
    });
    await until(() => server.open === 0, 'it is still read from');
  });

  it('is told in words where its list of tools is none', async () => {
    server.tools = 'no list';
    await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
      code: 'serverNotStarted',
      message:
        /^Could not connect to \S+ \(it did not respond like an MCP server\); check that it is running and its URL is correct\.$/,
    });
  });

  it('may send as many events as it likes in one stream', async () => {
    server.answer = 'longStream';
    assert.equal(await call(), 'fine');
  });
});
