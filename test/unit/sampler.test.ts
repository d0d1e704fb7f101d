import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CreateMessageRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { NO_CACHE } from '../../src/server/answerCache.js';
import { summarizeLongText, type LongTextSummary } from '../../src/server/longText.js';
import { Sampler, type Patience } from '../../src/server/sampler.js';
import { Splitter } from '../../src/server/splitter.js';

const PARTS = 'A paragraph of some words, which says that it is one of many.\n\n'.repeat(3400);
/** A tenth of a second stands for some seconds. */
const QUICK: Patience = { firstPause: 20, longestPause: 160, giveUpAfter: 600 };

const GIVEN_UP = /^the model could not be reached, and no request succeeded for 1 s$/;

describe('The sampler of the server', () => {
  /** Throws what the client answers with in place of an answer. */
  let fail: (index: number, prompt: string) => void;
  let requests: number;
  let server: McpServer;
  let client: Client;
  const pauses: number[] = [];

  beforeEach(async () => {
    fail = () => undefined;
    requests = 0;
    pauses.length = 0;
    server = new McpServer({ name: 'server', version: '1' }, { capabilities: { logging: {} } });
    client = new Client({ name: 'client', version: '1' }, { capabilities: { sampling: {} } });
    client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) => {
      const index = requests++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      fail(index, JSON.stringify(params.messages));
      return { role: 'assistant', model: 'm', content: { type: 'text', text: 'A summary.' } };
    });
    const [one, other] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(one), client.connect(other)]);
  });
  afterEach(() => client.close());

  const failWith = (reason: string): never => {
    throw new McpError(-32603, 'The model did not answer.', { reason });
  };
  const samplerWith = (patience: Patience, signal = new AbortController().signal): Sampler =>
    new Sampler({ server, callId: undefined, signal, patience, onPause: (pause) => pauses.push(pause) });
  const summarize = async (
    patience = QUICK,
    text = PARTS,
    signal?: AbortSignal,
  ): Promise<LongTextSummary> => {
    const sampler = samplerWith(patience, signal);
    return await summarizeLongText(
      { text, partTokens: 500 },
      {
        ask: async (prompt, tries) => await sampler.ask(prompt, tries),
        splitter: new Splitter(),
        cache: NO_CACHE,
        answeredBy: '',
        onProgress: () => undefined,
        log: () => undefined,
        signal: signal ?? new AbortController().signal,
      },
    );
  };

  for (const reason of ['modelBusy', 'modelUnreachable', 'streamCut', '']) {
    it(`outlasts a moment in which everything fails (${reason === '' ? 'no reason' : reason})`, async () => {
      let began: number | undefined;
      fail = (index) => {
        if (index < 20) return;
        began ??= performance.now();
        if (performance.now() - began < 200) failWith(reason);
      };
      const { parts, unmerged } = await summarize();
      assert.ok(parts.length > 90, String(parts.length));
      assert.deepEqual(
        parts.filter(({ summary }) => summary === undefined),
        [],
      );
      assert.equal(unmerged, undefined);
      // It waits longer each time, and so asks little of what does not answer.
      assert.deepEqual(pauses.slice(0, 3), [20, 40, 80]);
      assert.ok(requests < parts.length + 40, String(requests));
    });
  }

  it('adds no pause where all is well', async () => {
    await summarize();
    assert.deepEqual(pauses, []);
  });

  it('gives up after a time without a single answer, having asked little', async () => {
    fail = () => failWith('modelBusy');
    const started = performance.now();
    await assert.rejects(summarize(), /the model was too busy, and no request succeeded for 1 s/);
    assert.ok(performance.now() - started >= QUICK.giveUpAfter);
    assert.ok(requests <= 40, String(requests));
  });

  it('keeps what it has when the answers end', async () => {
    fail = (index) => {
      if (index >= 20) failWith('modelUnreachable');
    };
    const { parts, unmerged } = await summarize();
    const missing = parts.filter(({ summary }) => summary === undefined);
    assert.equal(parts.length - missing.length, 20);
    for (const { reason = '' } of missing) assert.match(reason, GIVEN_UP);
    assert.match(unmerged ?? '', GIVEN_UP);
    assert.ok(requests <= 70, String(requests));
  });

  it('tries a part that always fails so often and no more, and the others go on', async () => {
    let failed = 0;
    fail = (_, prompt) => {
      if (!prompt.includes('Part: 7 of')) return;
      failed++;
      failWith('modelBusy');
    };
    const { parts, unmerged, summary } = await summarize();
    assert.equal(unmerged, undefined);
    assert.equal(summary, 'A summary.');
    assert.deepEqual(
      parts.flatMap(({ part, reason }) => (reason === undefined ? [] : [[part, reason]])),
      [[7, 'the model was too busy']],
    );
    assert.equal(failed, 4);
  });

  it('outlasts the same with two parts', async () => {
    let began: number | undefined;
    fail = () => {
      began ??= performance.now();
      if (performance.now() - began < 450) failWith('modelBusy');
    };
    const { parts } = await summarize(QUICK, PARTS.slice(0, 2500));
    assert.equal(parts.length, 2);
    for (const { summary } of parts) assert.equal(summary, 'A summary.');
  });

  for (const [what, error] of [
    ['a refused key', new McpError(-32603, 'It did not answer.', { reason: 'keyRefused' })],
    ["the user's no", new McpError(-1, 'User rejected sampling request')],
    ['a client that does not sample', new McpError(-32601, 'Method not found')],
  ] as const) {
    it(`ends everything at once for ${what}`, async () => {
      fail = () => {
        throw error;
      };
      await assert.rejects(summarize({ ...QUICK, giveUpAfter: 60_000 }));
      assert.ok(requests <= 8, String(requests));
      assert.deepEqual(pauses, []);
    });
  }

  it('ends within a pause when it is cancelled', async () => {
    fail = () => failWith('modelBusy');
    const abort = new AbortController();
    const minute = 60_000;
    const running = summarize(
      { firstPause: minute, longestPause: minute, giveUpAfter: minute },
      PARTS,
      abort.signal,
    );
    setTimeout(() => {
      abort.abort(new Error('enough'));
    }, 200);
    const started = performance.now();
    await assert.rejects(running, /enough/);
    assert.ok(performance.now() - started < 5000);
    assert.equal(pauses.length, 1);
  });

  it('does not wait for a text that is asked about at once', async () => {
    fail = () => failWith('modelBusy');
    await assert.rejects(summarize(QUICK, 'A short text.'), /the model was too busy/);
    assert.equal(requests, 1);
    assert.deepEqual(pauses, []);
  });
});
