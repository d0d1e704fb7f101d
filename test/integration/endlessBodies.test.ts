import assert from 'node:assert/strict';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { listModels } from '../../src/models/anthropic/catalog.js';
import type { AnthropicConnection } from '../../src/models/anthropic/client.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { MemoryLog, MemoryObserver, requestOf } from '../support/fakes.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { until } from '../support/until.js';

describe('An endpoint whose answer has no end', () => {
  const loopback = new LoopbackModel();
  const { signal } = new AbortController();
  before(() => loopback.start());
  after(() => loopback.stop());
  beforeEach(() => {
    loopback.reset();
  });

  const connection = (): AnthropicConnection => ({
    endpoint: readEndpoint(loopback.url, 'x'),
    apiKey: 'sk-key',
    log: new MemoryLog(),
  });
  const ask = async (): Promise<unknown> =>
    await new AnthropicModel({ ...connection(), model: 'm' }).answer(
      requestOf(['x']),
      new MemoryObserver(),
      signal,
    );
  const TOO_MUCH = {
    code: 'modelUnreachable',
    message: /sent more than 16 MiB at once, unlike the Messages API; check the base URL\.$/,
  };

  it('is read no further than an event can be long', async () => {
    loopback.script = () => ({ pieces: ['Half'], endless: true });
    await assert.rejects(ask(), TOO_MUCH);
    await until(() => loopback.requests[0]?.closedAt !== undefined, 'it is still read from');
  });

  it('is read no further than an error has to say', async () => {
    loopback.script = () => ({ status: 400, endless: true });
    await assert.rejects(ask(), { code: 'modelRejectedRequest', message: /^[^\n]{1,600}\.$/ });
    await until(() => loopback.requests[0]?.closedAt !== undefined, 'it is still read from');
  });

  it('is read no further than a list of models can be long', async () => {
    loopback.endlessModels = true;
    await assert.rejects(listModels(connection(), signal), TOO_MUCH);
  });
});
