import assert from 'node:assert/strict';
import { specTypeSchemas } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { toMessagesRequest } from '../../src/models/anthropic/messages.js';
import { answerSamplingRequest, type SamplingResult } from '../../src/sampling/handler.js';
import { INVALID_PARAMS, SamplingRefusal, USER_REJECTED } from '../../src/sampling/refusal.js';
import { MemoryLog, MemoryObserver, ScriptedModel, openGate } from '../support/fakes.js';

const USER_LIMIT = 500;
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Now and then anything at all in place of what belongs there. */
const mostly = <T>(proper: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: proper }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
const text = fc.string({ unit: 'binary', maxLength: 30 });
const id = fc.constantFrom('a', 'b', 'c', 'ä/1');

const leaf = fc.oneof(
  fc.record({ type: fc.constant('text'), text: mostly(text) }),
  fc.record({
    type: fc.constant('image'),
    mimeType: fc.constantFrom('image/png', 'image/jpeg', 'image/svg+xml'),
    data: mostly(fc.constantFrom(PNG, 'AAAA', '')),
  }),
  fc.record({ type: fc.constant('audio'), mimeType: fc.constant('audio/wav'), data: fc.constant('AAAA') }),
);
const block = fc.oneof(
  { weight: 6, arbitrary: leaf },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('tool_use'),
      id: mostly(id),
      name: mostly(fc.constantFrom('look', 'look.up', '')),
      input: mostly(fc.object({ maxDepth: 1 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        type: fc.constant('tool_result'),
        toolUseId: mostly(id),
        content: fc.array(leaf, { maxLength: 2 }),
        isError: fc.boolean(),
      },
      { requiredKeys: ['type', 'toolUseId'] },
    ),
  },
);
const message = fc.record({
  role: mostly(fc.constantFrom('user', 'assistant')),
  content: mostly(fc.oneof(block, fc.array(block, { maxLength: 3 }))),
});
/** A use of tools that follows the rules, so that deep requests get through as well. */
const balanced = fc.uniqueArray(id, { minLength: 1, maxLength: 3 }).map((ids) => [
  { role: 'assistant', content: ids.map((one) => ({ type: 'tool_use', id: one, name: 'look', input: {} })) },
  { role: 'user', content: ids.map((one) => ({ type: 'tool_result', toolUseId: one, content: [] })) },
]);
const start = { role: 'user', content: { type: 'text', text: 'Go.' } };
const messages = fc.oneof(
  fc.array(message, { maxLength: 4 }),
  fc.array(balanced, { maxLength: 3 }).map((rounds) => [start, ...rounds.flat()]),
);
const tool = fc.record({
  name: mostly(fc.constantFrom('look', 'look.up', 'find')),
  description: text,
  inputSchema: mostly(fc.constant({ type: 'object' })),
});
const params = fc.record(
  {
    messages: mostly(messages),
    maxTokens: mostly(fc.integer({ min: 1, max: 2000 })),
    systemPrompt: mostly(text),
    temperature: mostly(fc.double({ noNaN: true })),
    includeContext: mostly(fc.constantFrom('none', 'thisServer', 'allServers')),
    stopSequences: mostly(fc.array(text, { maxLength: 2 })),
    metadata: mostly(fc.object({ maxDepth: 1 })),
    modelPreferences: mostly(
      fc.record(
        {
          hints: fc.array(fc.record({ name: text }), { maxLength: 2 }),
          costPriority: fc.double({ min: 0, max: 1, noNaN: true }),
        },
        { requiredKeys: [] },
      ),
    ),
    tools: mostly(fc.array(tool, { maxLength: 2 })),
    toolChoice: mostly(
      fc.record({ mode: fc.constantFrom('auto', 'required', 'none') }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: ['messages', 'maxTokens'] },
);

/** Answers a request by a model that uses a tool when it may, and says what came of it. */
async function outcomeOf(request: unknown): Promise<{
  readonly result?: SamplingResult;
  readonly refusal?: SamplingRefusal;
  readonly model: ScriptedModel;
  readonly observer: MemoryObserver;
}> {
  const observer = new MemoryObserver();
  const model = new ScriptedModel({
    content: [
      { type: 'text', text: 'An answer.' },
      { type: 'toolUse', id: 't1', name: 'look', input: {} },
    ],
  });
  const setup = { model, maxTokens: USER_LIMIT, gate: openGate(), log: new MemoryLog() };
  try {
    const result = await answerSamplingRequest(request, setup, observer, new AbortController().signal);
    return { result, model, observer };
  } catch (refusal) {
    assert.ok(refusal instanceof SamplingRefusal, String(refusal));
    return { refusal, model, observer };
  }
}

async function assertProper(request: unknown): Promise<boolean> {
  const { result, refusal, model, observer } = await outcomeOf(request);
  if (refusal !== undefined) {
    assert.ok([USER_REJECTED, INVALID_PARAMS].includes(refusal.code), String(refusal.code));
    assert.match(refusal.message, /^(Malformed sampling request|Sampling request refused): [^]+\.$/);
    assert.equal(model.requests.length, 0, 'a refused request reached the model');
    assert.equal(observer.errors.length, 1, 'the user was not told');
    assert.match(observer.errors[0]?.message ?? '', /^[^\n]+\.$/);
    return false;
  }
  const [sent] = model.requests;
  assert.ok(sent !== undefined && sent.maxTokens <= USER_LIMIT);
  const body = JSON.stringify(toMessagesRequest(sent, 'm'));
  assert.ok(body.isWellFormed());
  const schema = Array.isArray(result?.content)
    ? specTypeSchemas.CreateMessageResultWithTools
    : specTypeSchemas.CreateMessageResult;
  const checked = schema['~standard'].validate(result);
  assert.equal(checked.issues, undefined, JSON.stringify(checked.issues));
  return true;
}

describe('Whatever a server sends', () => {
  it('is answered with a valid result or a proper error, and never reaches the model half-read', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(params, async (request) => {
        if (await assertProper(request)) answered++;
      }),
      { numRuns: 1500 },
    );
    assert.ok(answered > 100, `only ${String(answered)} requests got through: the property tests little`);
  });

  it('is answered so even when it is no request at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true }), async (request) => {
        assert.equal(await assertProper(request), false);
      }),
      { numRuns: 300 },
    );
  });

  it('gets an array of blocks only when it brought tools', async () => {
    const plain = { messages: [start], maxTokens: 5 };
    assert.deepEqual((await outcomeOf(plain)).result?.content, { type: 'text', text: 'An answer.' });
    const tools = [{ name: 'look', inputSchema: { type: 'object' } }];
    assert.deepEqual((await outcomeOf({ ...plain, tools })).result?.content, [
      { type: 'text', text: 'An answer.' },
      { type: 'tool_use', id: 't1', name: 'look', input: {} },
    ]);
  });
});
