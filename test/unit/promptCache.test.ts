import assert from 'node:assert/strict';
import { toMessagesRequest } from '../../src/models/anthropic/messages.js';
import type { ModelRequest } from '../../src/models/model.js';
import { PromptCache } from '../../src/models/anthropic/promptCache.js';
import { requestOf } from '../support/fakes.js';

const SHARED = 'What all parts have in common. '.repeat(700);
const part = (number: number, shared = SHARED): ModelRequest =>
  requestOf([`${shared}Part ${String(number)}.`], { systemPrompt: 'You help.' });

function toolLoop(text: string, rounds: number): ModelRequest {
  const round = (index: number): ModelRequest['messages'] => [
    { role: 'assistant', content: [{ type: 'toolUse', id: `t${String(index)}`, name: 'look', input: {} }] },
    {
      role: 'user',
      content: [
        {
          type: 'toolResult',
          toolUseId: `t${String(index)}`,
          content: [{ type: 'text', text: 'x' }],
          isError: false,
        },
      ],
    },
  ];
  const messages = Array.from({ length: rounds }, (_, index) => round(index)).flat();
  return requestOf([], { messages: [{ role: 'user', content: [{ type: 'text', text }] }, ...messages] });
}

describe('The prompt cache', () => {
  it('is written by one of the requests that begin alike, and read by those that come behind it', () => {
    const cache = new PromptCache();
    assert.equal(cache.markFor(part(1), 'm').mark, undefined, 'nobody knows yet that there will be others');
    const writer = cache.markFor(part(2), 'm');
    assert.deepEqual(writer.mark, { kind: 'prefix', length: SHARED.length + 5 });
    assert.equal(cache.markFor(part(3), 'm').mark, undefined, 'a second one would be written beside it');
    writer.ended(true);
    assert.deepEqual(cache.markFor(part(4), 'm').mark, writer.mark);
    const nothingMore = requestOf([`${SHARED}Part `], { systemPrompt: 'You help.' });
    assert.equal(cache.markFor(nothingMore, 'm').mark, undefined, 'a block would be left without text');
  });

  it('is written by another one, if the first got no answer', () => {
    const cache = new PromptCache();
    cache.markFor(part(1), 'm');
    cache.markFor(part(2), 'm').ended(false);
    assert.notEqual(cache.markFor(part(3), 'm').mark, undefined);
    assert.equal(cache.markFor(part(4), 'm').mark, undefined, 'it is not written yet');
  });

  it('is not used where that does not pay', () => {
    const cache = new PromptCache();
    for (const number of [1, 2, 3]) assert.equal(cache.markFor(part(number, 'Short. '), 'm').mark, undefined);
    cache.markFor(part(1), 'm');
    assert.equal(cache.markFor(part(2), 'another').mark, undefined, 'each model has its own cache');
    const other = { ...part(2), systemPrompt: 'You do not help.' };
    assert.equal(new PromptCache().markFor(other, 'm').mark, undefined);
    cache.markFor(part(1), 'm');
    assert.equal(cache.markFor(other, 'm').mark, undefined, 'what stands before the text counts too');
    assert.equal(cache.markFor(toolLoop('short', 2), 'm').mark, undefined);
  });

  it('takes in a conversation with tools from its second round on', () => {
    const cache = new PromptCache();
    assert.equal(cache.markFor(toolLoop(SHARED, 0), 'm').mark, undefined);
    assert.deepEqual(cache.markFor(toolLoop(SHARED, 1), 'm').mark, { kind: 'conversation' });
  });

  it('is told where its part ends, and nothing of the request changes', () => {
    const text = `${SHARED}Part 2.`;
    const { messages } = toMessagesRequest(part(2), 'm', { kind: 'prefix', length: SHARED.length });
    assert.deepEqual(messages[0]?.content, [
      { type: 'text', text: SHARED, cache_control: { type: 'ephemeral' } },
      { type: 'text', text: text.slice(SHARED.length) },
    ]);
    const loop = toMessagesRequest(toolLoop(SHARED, 1), 'm', { kind: 'conversation' }).messages;
    assert.match(JSON.stringify(loop.at(-1)), /"cache_control":\{"type":"ephemeral"\}/);
    assert.doesNotMatch(JSON.stringify(loop.slice(0, -1)), /cache_control/);
  });
});
