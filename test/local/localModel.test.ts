import assert from 'node:assert/strict';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { listModels } from '../../src/models/anthropic/catalog.js';
import type { AnthropicConnection } from '../../src/models/anthropic/client.js';
import { checkConnection } from '../../src/models/anthropic/connectionCheck.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { cli } from '../support/cliProcess.js';
import { MemoryLog, requestOf } from '../support/fakes.js';
import { itIsAProvider, type Behaviour } from '../support/providerContract.js';
import { SAMPLE_FILE } from '../support/paths.js';
import { until } from '../support/until.js';
import { CodeWindow } from '../window/codeWindow.js';
import { CONTEXT, LlamaServer } from './llamaServer.js';

const STORY = 'Write a very long story about a lighthouse and its keeper.';

describe('A real model on this machine', function () {
  this.timeout(180_000);
  let llama: LlamaServer;
  let connection: AnthropicConnection;
  const { signal } = new AbortController();

  before(async function () {
    // llama.cpp is built from its sources, once.
    this.timeout(45 * 60_000);
    llama = await LlamaServer.start();
    connection = { endpoint: readEndpoint(llama.url, 'x'), apiKey: undefined, log: new MemoryLog() };
  });
  after(async () => {
    await CodeWindow.closeAll();
    await llama.stop();
  });

  let behaviour: Behaviour['kind'] = 'writes';
  itIsAProvider('llama.cpp with a small model', {
    model: () => {
      const model = new AnthropicModel({ ...connection, model: 'smollm2' });
      return Object.assign(model, {
        answer: async (...[request, ...more]: Parameters<AnthropicModel['answer']>) => {
          const { messages } = requestOf([behaviour === 'fails' ? 'word '.repeat(CONTEXT * 2) : STORY]);
          const asked = behaviour === 'writes' ? request : { ...request, messages };
          return await AnthropicModel.prototype.answer.call(model, asked, ...more);
        },
      });
    },
    behave: ({ kind }) => {
      behaviour = kind;
    },
    noticedCancel: async () => {
      await until(async () => !(await llama.isBusy()), 'it went on', 2000);
      return performance.now();
    },
    failures: [['a prompt that is too long', 'promptTooLong']],
    // It has at least as many tokens.
    countTokens: (text) => text.split(/\s+/).filter((word) => word !== '').length,
    hasUsage: true,
  });

  it('is listed, and passes the connection test', async () => {
    assert.deepEqual(
      (await listModels(connection, signal)).map(({ id }) => id),
      ['smollm2'],
    );
    assert.match(
      await checkConnection(connection, 'smollm2', signal),
      /answers: smollm2 wrote \d+ tokens in/,
    );
  });

  it('summarizes in a terminal, a text that is too long for it in parts', async () => {
    const digits = Array.from({ length: 3000 }, (_, index) => String((index * 7919) % 100_003)).join(' ');
    const short = await cli([
      '--base-url',
      llama.url,
      '--model',
      'smollm2',
      '--max-tokens',
      '60',
      SAMPLE_FILE,
    ]);
    assert.equal(short.code, 0);
    assert.ok(short.stdout.trim().length > 40, short.stdout);
    const args = [
      '--base-url',
      llama.url,
      '--model',
      'smollm2',
      '--max-tokens',
      '30',
      '--json',
      '--concurrency',
      '2',
    ];
    const long = await cli(args, { input: digits });
    assert.equal(long.code, 0, long.stderr);
    const { gaps, samplingRequests } = JSON.parse(long.stdout) as { gaps: unknown; samplingRequests: number };
    assert.deepEqual(gaps, []);
    assert.ok(samplingRequests > 2);
  });

  it('summarizes in the window', async () => {
    const window = await CodeWindow.open({
      settings: {
        'mcpSummarize.baseUrl': llama.url,
        'mcpSummarize.model': 'smollm2',
        'mcpSummarize.maxTokens': 120,
      },
    });
    await window.selectLines(8, 22);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.press(window.notification('No API key for'), 'No Key Needed');
    await window.preview.getByText(/\d+ tokens in · \d+ out/).waitFor({ timeout: 60_000 });
    await window.screenshot('55-local-model');
  });
});
