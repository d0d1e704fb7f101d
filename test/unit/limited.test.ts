import assert from 'node:assert/strict';
import { limited } from '../../src/models/limited.js';
import type { Model, ModelRequest } from '../../src/models/model.js';
import { ModelLimiter } from '../../src/models/modelLimiter.js';
import { ScriptedModel } from '../support/fakes.js';

const request: ModelRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'a text' }] }],
  maxTokens: 1,
  stopSequences: [],
  modelHints: [],
  tools: [],
  toolChoice: 'auto',
};
const events = { onText: () => undefined, onRetry: () => undefined, takeBack: () => false };

/** A model that counts, and notes each text that it gets. */
class CountingModel extends ScriptedModel {
  counted = 0;

  countTokens(): Promise<number> {
    this.counted++;
    return Promise.resolve(1);
  }
}

describe('A model that waits until a text may be sent', () => {
  const asked = (model: Model, signal: AbortSignal): Promise<PromiseSettledResult<unknown>[]> =>
    Promise.allSettled([model.countTokens?.(request, signal), model.answer(request, events, signal)]);

  it('gets it then', async () => {
    const model = new CountingModel();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const answers = asked(limited(model, new ModelLimiter(1), promise), new AbortController().signal);
    await new Promise(setImmediate);
    assert.deepEqual([model.counted, model.requests.length], [0, 0]);
    resolve(undefined);
    await answers;
    assert.deepEqual([model.counted, model.requests.length], [1, 1]);
  });

  it('never gets one that was replaced by what it waited for', async () => {
    const model = new CountingModel();
    const call = new AbortController();
    const searching = Promise.withResolvers<undefined>();
    const found = searching.promise.then(() => {
      call.abort();
    });
    const answers = asked(limited(model, new ModelLimiter(1), searching.promise), call.signal);
    searching.resolve(undefined);
    await found;
    assert.ok((await answers).every(({ status }) => status === 'rejected'));
    assert.deepEqual([model.counted, model.requests.length], [0, 0]);
  });

  it('gets none that must not be sent', async () => {
    const model = new CountingModel();
    const refused = Promise.reject(new Error('not sent'));
    const answers = await asked(limited(model, new ModelLimiter(1), refused), new AbortController().signal);
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    assert.deepEqual([model.counted, model.requests.length], [0, 0]);
  });
});
