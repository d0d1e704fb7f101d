import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import type { ModelAnswer } from '../../src/models/model.js';
import { answerSamplingRequest } from '../../src/sampling/handler.js';
import { SamplingRefusal } from '../../src/sampling/refusal.js';
import { MemoryLog, MemoryObserver, ScriptedModel, openGate } from '../support/fakes.js';

const SECRET_TEXT = 'the text that nobody else may see';
const params = { messages: [{ role: 'user', content: { type: 'text', text: SECRET_TEXT } }], maxTokens: 10 };
const signal = new AbortController().signal;

async function failing(reply: Partial<ModelAnswer> & { readonly text: string }): Promise<MemoryObserver> {
  const observer = new MemoryObserver();
  const setup = { model: new ScriptedModel(reply), maxTokens: 100, gate: openGate(), log: new MemoryLog() };
  await assert.rejects(answerSamplingRequest(params, setup, observer, signal), SamplingRefusal);
  return observer;
}

describe('Answering a sampling request', () => {
  it('returns role, text, model and stop reason', async () => {
    const setup = {
      model: new ScriptedModel({ text: 'Short.', stopReason: 'maxTokens' }),
      maxTokens: 100,
      gate: openGate(),
      log: new MemoryLog(),
    };
    const observer = new MemoryObserver();
    assert.deepEqual(await answerSamplingRequest(params, setup, observer, signal), {
      role: 'assistant',
      content: { type: 'text', text: 'Short.' },
      model: 'scripted-1',
      stopReason: 'maxTokens',
    });
    assert.equal(observer.text, 'Short.');
    assert.equal(observer.answers.length, 1);
  });

  it('logs figures but neither the request’s nor the answer’s text', async () => {
    const log = new MemoryLog();
    const setup = {
      model: new ScriptedModel({ text: 'An answer to keep.' }),
      maxTokens: 100,
      gate: openGate(),
      log,
    };
    await answerSamplingRequest({ ...params, temperature: 1 }, setup, new MemoryObserver(), signal);
    assert.match(log.text, /33 characters.*not passed on: temperature/);
    assert.match(log.text, /3 tokens in, 2 out/);
    assert.doesNotMatch(log.text, /nobody else|answer to keep/);
  });

  it('makes a refusal without text an error', async () => {
    const { errors } = await failing({ text: '', stopReason: 'refusal' });
    assert.equal(errors[0]?.code, 'modelRefused');
  });

  it('keeps a refusal that has text, with its stop reason', async () => {
    const setup = {
      model: new ScriptedModel({ text: 'I would rather not.', stopReason: 'refusal' }),
      maxTokens: 9,
      gate: openGate(),
      log: new MemoryLog(),
    };
    const result = await answerSamplingRequest(params, setup, new MemoryObserver(), signal);
    assert.equal(result.stopReason, 'refusal');
  });

  it('says that the token limit left no room for text', async () => {
    const { errors } = await failing({ text: ' ', stopReason: 'maxTokens' });
    assert.equal(errors[0]?.code, 'tokenLimitReached');
    assert.match(errors[0].message, /token limit/);
  });

  it('tells the server what kind of failure it was, and the user the rest', async () => {
    const model = new ScriptedModel();
    model.answer = () =>
      Promise.reject(new SummarizeError('keyRefused', 'The API key sk-secret was refused.'));
    const observer = new MemoryObserver();
    const answering = answerSamplingRequest(
      params,
      { model, maxTokens: 9, gate: openGate(), log: new MemoryLog() },
      observer,
      signal,
    );
    await assert.rejects(answering, {
      code: -32603,
      message: "The client's model did not answer: keyRefused.",
    });
    assert.match(observer.errors[0]?.message ?? '', /sk-secret/);
  });
});
