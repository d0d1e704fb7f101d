import assert from 'node:assert/strict';
import { INVALID_PARAMS, readSamplingRequest, SamplingRefusal } from '../../src/sampling/request.js';

const user = (content: unknown): unknown => ({ role: 'user', content });
const text = { type: 'text', text: 'Hello' };

function refusalOf(params: unknown): SamplingRefusal {
  try {
    readSamplingRequest(params, 100);
  } catch (error) {
    assert.ok(error instanceof SamplingRefusal);
    return error;
  }
  assert.fail('the request was accepted');
}

describe('Reading a sampling request', () => {
  it('reads messages, system prompt, stop sequences and hints', () => {
    const { request, dropped } = readSamplingRequest(
      {
        messages: [user(text), { role: 'assistant', content: [text, { type: 'text', text: 'again' }] }],
        maxTokens: 50,
        systemPrompt: 'Be brief.',
        stopSequences: ['END'],
        modelPreferences: { hints: [{ name: 'haiku' }, {}] },
      },
      100,
    );
    assert.deepEqual(request, {
      messages: [
        { role: 'user', texts: ['Hello'] },
        { role: 'assistant', texts: ['Hello', 'again'] },
      ],
      maxTokens: 50,
      systemPrompt: 'Be brief.',
      stopSequences: ['END'],
      modelHints: ['haiku'],
    });
    assert.deepEqual(dropped, []);
  });

  for (const [requested, own, used] of [
    [50, 100, 50],
    [500, 100, 100],
    [100, 100, 100],
  ] as const) {
    it(`never asks for more than maxTokens: ${String(requested)} asked, ${String(own)} allowed`, () => {
      const { request } = readSamplingRequest({ messages: [user(text)], maxTokens: requested }, own);
      assert.equal(request.maxTokens, used);
    });
  }

  it('names the advice that is not passed on', () => {
    const { dropped } = readSamplingRequest(
      {
        messages: [user(text)],
        maxTokens: 5,
        temperature: 0.7,
        includeContext: 'thisServer',
        metadata: { a: 1 },
        modelPreferences: { hints: [], costPriority: 1 },
      },
      100,
    );
    assert.deepEqual(dropped, ['temperature', 'includeContext', 'metadata', 'modelPreferences.costPriority']);
  });

  const malformed: [string, unknown][] = [
    ['no parameters', undefined],
    ['no messages', { maxTokens: 5 }],
    ['empty messages', { messages: [], maxTokens: 5 }],
    ['no maxTokens', { messages: [user(text)] }],
    ['maxTokens of zero', { messages: [user(text)], maxTokens: 0 }],
    ['a fractional maxTokens', { messages: [user(text)], maxTokens: 1.5 }],
    ['an unknown role', { messages: [{ role: 'system', content: text }], maxTokens: 5 }],
    ['a message without content', { messages: [user([])], maxTokens: 5 }],
    ['a text block without text', { messages: [user({ type: 'text' })], maxTokens: 5 }],
  ];
  for (const [what, params] of malformed) {
    it(`answers ${what} with -32602`, () => {
      assert.equal(refusalOf(params).code, INVALID_PARAMS);
      assert.match(refusalOf(params).message, /^Malformed sampling request/);
    });
  }

  for (const type of ['image', 'audio', 'tool_use', 'resource']) {
    it(`refuses ${type} content by name instead of dropping it`, () => {
      const refusal = refusalOf({ messages: [user([text, { type, data: 'x' }])], maxTokens: 5 });
      assert.equal(refusal.code, INVALID_PARAMS);
      assert.match(refusal.message, new RegExp(`"${type}"`));
    });
  }

  for (const extra of [{ tools: [] }, { toolChoice: { mode: 'auto' } }]) {
    it(`refuses undeclared ${Object.keys(extra).join()}`, () => {
      const refusal = refusalOf({ messages: [user(text)], maxTokens: 5, ...extra });
      assert.equal(refusal.code, INVALID_PARAMS);
      assert.match(refusal.message, /sampling\.tools/);
    });
  }
});
