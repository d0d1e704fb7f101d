import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Retirement } from '../../src/extension/models/retirement.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { MemoryLog } from '../support/fakes.js';
import { LoopbackModel } from '../support/loopbackModel.js';

/** Remembers nothing, as one does whose endpoint cannot say anything. */
const forgetful: vscode.Memento = {
  keys: () => [],
  get: () => undefined,
  update: () => Promise.resolve(),
};

describe('The check whether a model is about to be retired', () => {
  const loopback = new LoopbackModel();
  before(() => loopback.start());
  after(() => loopback.stop());

  it('is made once for the many requests of a summary, whatever comes of it', async () => {
    const retirement = new Retirement(forgetful, () => undefined);
    const connection = { endpoint: readEndpoint(loopback.url, 'x'), apiKey: undefined, log: new MemoryLog() };
    await Promise.all([1, 2, 3].map(() => retirement.check(connection, 'some-model')));
    await retirement.check(connection, 'some-model');
    await retirement.check(connection, 'other-model');
    assert.deepEqual(loopback.described, ['some-model', 'other-model']);
  });
});
