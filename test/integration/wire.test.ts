import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConnectionOptions } from '../../src/mcp/connection/connection.js';
import { namedServer } from '../../src/mcp/serverDefinition.js';
import { runTool } from '../../src/call/runTool.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { closedGate } from '../support/fakes.js';
import { fixture } from '../support/fixtureServer.js';
import { until } from '../support/until.js';

type Json = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Json & { readonly _meta?: Json };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

describe('On the wire', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  /** Where the server writes what it gets, over all its starts. */
  let file: string;
  beforeEach(async () => {
    file = path.join(await mkdtemp(path.join(tmpdir(), 'mcp-summarize-wire-')), 'wire');
  });
  afterEach(() => rm(path.dirname(file), { recursive: true }));
  function connect(era: 'legacy' | 'modern', more: Partial<ConnectionOptions> = {}): void {
    client.connect(namedServer([process.execPath, fixture('wireServer.mjs'), era, file]), more);
  }

  async function call(tool: string, signal = new AbortController().signal): Promise<string> {
    return (await runTool(tool, {}, client.options({ signal }))).text;
  }

  /** Everything that the server got so far. */
  const wire = async (): Promise<Message[]> =>
    (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Message);
  const sent = (messages: readonly Message[], method: string): Message[] =>
    messages.filter((message) => message.method === method);

  /** The call of a tool, once the server has got it. */
  const called = async (tool: string): Promise<Message | undefined> =>
    existsSync(file)
      ? sent(await wire(), 'tools/call').find(({ params }) => params?.name === tool)
      : undefined;

  describe('of the older era', () => {
    beforeEach(() => {
      connect('legacy');
    });

    it('the client declares that it samples, with tools and without context', async () => {
      await call('plain');
      const [initialize] = sent(await wire(), 'initialize');
      assert.deepEqual(initialize?.params?.capabilities, { sampling: { tools: {} } });
      assert.equal(initialize.params.protocolVersion, '2025-11-25');
    });

    it('a cancel names the call, and its answer that comes too late is ignored', async () => {
      for (const tool of ['hang', 'late']) {
        const abort = new AbortController();
        const running = call(tool, abort.signal);
        running.catch(() => undefined);
        await until(async () => (await called(tool)) !== undefined);
        abort.abort();
        await assert.rejects(running, { code: 'cancelled' });
      }
      await until(async () => sent(await wire(), 'notifications/cancelled').length === 2);
      const messages = await wire();
      assert.deepEqual(
        sent(messages, 'notifications/cancelled').map(({ params }) => params?.requestId),
        sent(messages, 'tools/call').map(({ id }) => id),
      );
    });

    it('no call is cancelled that has ended, and none is answered twice', async () => {
      const abort = new AbortController();
      await call('plain', abort.signal);
      abort.abort();
      await call('plain');
      assert.deepEqual(sent(await wire(), 'notifications/cancelled'), []);
    });

    it('a sampling request that the server cancels ends its model call and gets no answer', async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      assert.equal(await call('changeMind'), 'changed');
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
      const messages = await wire();
      assert.deepEqual(
        messages.filter(({ id }) => id === 'mind'),
        [],
      );
    });

    it('the end of a call ends the sampling that its server left open', async () => {
      loopback.script = () => ({ pieces: ['Half'], hang: true });
      assert.equal(await call('leave'), 'left');
      await until(() => loopback.requests[0]?.closedAt !== undefined, 'the model call went on');
      await until(async () => (await wire()).some(({ id }) => id === 'left'));
      const answer = (await wire()).find(({ id }) => id === 'left');
      assert.equal(typeof answer?.error?.code, 'number');
    });

    it('a ping is answered while sampling goes on', async () => {
      loopback.script = () => ({ pieces: ['Slow.'], pause: 200 });
      const { pinged, sampled } = JSON.parse(await call('ping')) as { pinged: object; sampled: Message };
      assert.deepEqual(pinged, {});
      assert.deepEqual(sampled.result, {
        role: 'assistant',
        content: { type: 'text', text: 'Slow.' },
        model: 'claude-haiku-5-5',
        stopReason: 'endTurn',
      });
    });

    it('what is malformed gets -32602 with its own id, and is told to the user', async () => {
      const answers = JSON.parse(await call('malformed')) as Message[];
      assert.deepEqual(
        answers.map(({ id, error }) => [id, error?.code]),
        [
          ['server-0', -32602],
          ['server-1', -32602],
          ['server-2', -32602],
          ['server-3', -32602],
          ['server-4', -32601],
        ],
      );
      for (const answer of answers) assert.ok(!('result' in answer));
      assert.equal(client.log.lines.filter((line) => line.includes('error -32602: Malformed')).length, 4);
      assert.match(client.log.text, /requested roots \(roots\/list\), which this client does not support/);
    });

    it('a feature that this client does not offer is named to the server and to the user', async () => {
      await assert.rejects(call('needsRoots'), {
        code: 'toolFailed',
        message: /failed: MCP error -32601: Method not found: this client does not offer roots\.$/,
      });
      await assert.rejects(call('elicits'), {
        code: 'toolFailed',
        message:
          /failed: Something went wrong \(it asked for elicitation, which this client does not support\)\.$/,
      });
      const refusals = (await wire()).filter(({ error }) => error !== undefined);
      assert.deepEqual(
        refusals.map(({ error }) => error),
        ['roots', 'elicitation'].map((feature) => ({
          code: -32601,
          message: `Method not found: this client does not offer ${feature}`,
        })),
      );
    });

    it('a request outside of any call gets -32602 and a line in the log', async () => {
      let strays = 0;
      connect('legacy', { onStray: () => (strays += 1) });
      await call('outside');
      await until(() => client.log.text.includes('sent a sampling request outside of any call'));
      await until(async () => (await wire()).some(({ id }) => id === 'server-0'));
      const messages = await wire();
      assert.equal(messages.find(({ id }) => id === 'server-0')?.error?.code, -32602);
      assert.equal(strays, 1);
      assert.equal(loopback.requests.length, 0);
    });

    it('a no of the user gets -1, in the words of the specification', async () => {
      await runTool('ping', {}, client.options({ gateFor: closedGate }));
      const answers = (await wire()).filter(({ error }) => error !== undefined);
      assert.deepEqual(
        answers.map(({ error }) => error),
        [{ code: -1, message: 'User rejected sampling request' }],
      );
      assert.equal(loopback.requests.length, 0);
    });

    it('what is no message of the protocol ends the call that it should have answered', async () => {
      await assert.rejects(call('noMessage'), {
        code: 'toolFailed',
        message: /sent an invalid MCP message/,
      });
      assert.equal(await call('plain'), 'plain');
    });

    it('what answers nothing is told to the user, who need not wait', async () => {
      const abort = new AbortController();
      const running = call('strayMessage', abort.signal);
      running.catch(() => undefined);
      // It sends a thousand of them.
      await until(() => client.log.text.includes('More lines than can be read'));
      const told = 'sent an invalid MCP message; open requests may go unanswered.';
      assert.equal(client.observer.notices.filter((notice) => notice.endsWith(told)).length, 1);
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
    });

    it('progress tokens are unique, and a flood of progress is told now and then', async () => {
      assert.equal(await call('progress'), 'done');
      const { notices } = client.observer;
      assert.ok(notices.length >= 2 && notices.length < 100, String(notices.length));
      assert.match(notices[0] ?? '', /: step \(1 of 500\)\.$/);
      assert.match(notices.at(-1) ?? '', /: step \(500 of 500\)\.$/);
      await call('plain');
      const tokens = sent(await wire(), 'tools/call').map(({ params }) => params?._meta?.progressToken);
      assert.ok(tokens.every((token) => Number.isInteger(token)));
      assert.equal(new Set(tokens).size, tokens.length);
    });
  });

  for (const era of ['legacy', 'modern'] as const) {
    it(`a call says how long nothing has come from its server in the ${era} era`, async () => {
      connect(era, { silenceMilliseconds: 50 });
      const abort = new AbortController();
      const running = call('hang', abort.signal);
      running.catch(() => undefined);
      const { notices } = client.observer;
      await until(() => notices.filter((one) => /^Nothing from .+ for [\d.]+ s\.$/.test(one)).length >= 3);
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
      const told = notices.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(notices.length, told, 'it went on when the call had ended');
    });

    it(`a call ends after its time in the ${era} era, whatever progress it makes, and the server is told`, async () => {
      connect(era);
      await client.options().connection.listTools(new AbortController().signal);
      const started = performance.now();
      await assert.rejects(runTool('drip', {}, client.options({ callMilliseconds: 600 })), {
        code: 'serverTimedOut',
        message: /did not finish within 0\.6 s; try a smaller text or raise the timeout\.$/,
      });
      assert.ok(performance.now() - started >= 590);
      assert.ok(client.observer.notices.length > 1, 'it made no progress');
      await until(async () => sent(await wire(), 'notifications/cancelled').length > 0);
      const [cancel] = sent(await wire(), 'notifications/cancelled');
      assert.equal(cancel?.params?.requestId, (await called('drip'))?.id);
    });
  }

  describe('of the 2026-07-28 era', () => {
    beforeEach(() => {
      connect('modern');
    });

    it('every request says what the client can do', async () => {
      await call('twoRounds');
      const requests = (await wire()).filter(({ id, method }) => id !== undefined && method !== undefined);
      assert.ok(requests.length >= 4);
      for (const { params } of requests) {
        const meta = params?._meta ?? {};
        assert.deepEqual(meta['io.modelcontextprotocol/clientCapabilities'], { sampling: { tools: {} } });
        assert.equal(meta['io.modelcontextprotocol/protocolVersion'], '2026-07-28');
        assert.deepEqual(Object.keys(meta['io.modelcontextprotocol/clientInfo'] ?? {}).sort(), [
          'name',
          'title',
          'version',
        ]);
      }
    });

    it('a round is answered with a new id, the same arguments, and the state of that round alone', async () => {
      assert.equal(await call('twoRounds'), 'two rounds');
      const [first, second, third] = sent(await wire(), 'tools/call');
      assert.equal(new Set([first?.id, second?.id, third?.id]).size, 3);
      assert.equal(second?.params?.requestState, ' {"n": 1}\u2028');
      assert.ok(
        third !== undefined && !('requestState' in (third.params ?? {})),
        'an older state was carried on',
      );
      assert.deepEqual(Object.keys(third.params?.inputResponses ?? {}), ['a']);
      assert.deepEqual([second.params.arguments, third.params?.arguments], [{}, {}]);
    });

    it('a no of the user ends the call, which is not sent again', async () => {
      await assert.rejects(runTool('twoRounds', {}, client.options({ gateFor: closedGate })), {
        code: 'denied',
      });
      assert.equal(sent(await wire(), 'tools/call').length, 1);
      assert.equal(loopback.requests.length, 0);
    });

    it('a sampling request that is pushed gets no answer at all', async () => {
      assert.equal(await call('push'), 'pushed');
      assert.ok(!(await wire()).some(({ id }) => id === 'pushed'));
      assert.match(
        client.log.text,
        /requested sampling\/createMessage outside of a result; the request was refused/,
      );
      assert.equal(loopback.requests.length, 0);
    });

    it('a result of a type that there is not is an error, one without a type is complete', async () => {
      await assert.rejects(call('unknownType'), { code: 'toolFailed' });
      assert.equal(await call('untyped'), 'untyped');
    });

    it('input that is asked for in an unreadable way is an error', async () => {
      await assert.rejects(call('unreadable'), { code: 'toolFailed', message: /^[^\n]+\.$/ });
    });

    it('a cancel names the call', async () => {
      const abort = new AbortController();
      const running = call('hang', abort.signal);
      running.catch(() => undefined);
      await until(async () => (await called('hang')) !== undefined);
      abort.abort();
      await assert.rejects(running, { code: 'cancelled' });
      await until(async () => sent(await wire(), 'notifications/cancelled').length > 0);
      const [cancel] = sent(await wire(), 'notifications/cancelled');
      assert.equal(cancel?.params?.requestId, (await called('hang'))?.id);
    });
  });
});
