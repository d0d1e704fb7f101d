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
  const TOO_MUCH = /sent more than 64 MiB in one message; ask it for less\.$/;

  const cases: readonly (readonly [HostileAnswer, string, RegExp])[] = [
    ['endlessJson', 'toolFailed', TOO_MUCH],
    ['endlessEvent', 'toolFailed', TOO_MUCH],
    ['gzipBomb', 'toolFailed', TOO_MUCH],
    ['brotliBomb', 'toolFailed', TOO_MUCH],
    ['endlessError', 'serverStopped', /\(HTTP 500\); try again\.$/],
    ['noJson', 'toolFailed', /answered with something that is no message of the protocol/],
    ['accepted', 'toolFailed', /took the request, but gave no answer to it/],
    ['nothing', 'toolFailed', /gave no answer to it/],
    ['otherId', 'toolFailed', /answered another request than it was asked/],
    ['otherIdInStream', 'toolFailed', /answered another request than it was asked/],
    ['nullResult', 'toolFailed', /is no message of the protocol/],
    ['nullInStream', 'toolFailed', /is no message of the protocol/],
    ['bothInStream', 'toolFailed', /is no message of the protocol/],
    ['noJsonInStream', 'toolFailed', /is no message of the protocol/],
    ['deepInStream', 'toolFailed', /nested too deep to be read/],
    ['endedStream', 'serverStopped', /broke off before it had finished/],
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
    server.endlessTools = true;
    await assert.rejects(client.options().connection.listTools(new AbortController().signal), {
      code: 'serverNotStarted',
      message: /sent more in one message than fits/,
    });
    await until(() => server.open === 0, 'it is still read from');
  });

  it('may send as many events as it likes in one stream', async () => {
    server.answer = 'longStream';
    assert.equal(await call(), 'fine');
  });
});
