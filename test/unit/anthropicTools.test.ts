import assert from 'node:assert/strict';
import type Anthropic from '@anthropic-ai/sdk';
import { toAnswer, toMessagesRequest } from '../../src/models/anthropic/messages.js';
import { ToolNames } from '../../src/models/anthropic/tools.js';
import type { ModelMessage, ModelRequest, ToolChoice } from '../../src/models/model.js';
import { requestOf } from '../support/fakes.js';

const look = {
  name: 'look.up/ä',
  description: 'Looks \ud83d.',
  inputSchema: { type: 'object', properties: {} },
};
const loop: readonly ModelMessage[] = [
  { role: 'user', content: [{ type: 'text', text: 'Go.' }] },
  { role: 'assistant', content: [{ type: 'toolUse', id: 'my id/1', name: 'look.up/ä', input: { q: 1 } }] },
  {
    role: 'user',
    content: [
      {
        type: 'toolResult',
        toolUseId: 'my id/1',
        isError: true,
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        ],
      },
    ],
  },
];

const paramsOf = (more: Partial<ModelRequest>): Anthropic.MessageStreamParams =>
  toMessagesRequest(requestOf(['Go.'], more), 'm');

describe('Tools for the Messages API', () => {
  it('have names that it takes, and their own in the answer', () => {
    const names = new ToolNames(['a.b', 'a/b', 'a_b', 'ä'.repeat(200)]);
    const all = ['a.b', 'a/b', 'a_b', 'ä'.repeat(200)].map((name) => names.toApi(name));
    assert.deepEqual(all.slice(0, 3), ['a_b', 'a_b_2', 'a_b_3']);
    for (const name of all) assert.match(name, /^[A-Za-z0-9_-]{1,128}$/);
    assert.equal(names.fromApi('a_b_2'), 'a/b');
    assert.equal(names.fromApi('made_up'), 'made_up');
  });

  it('come with their choice', () => {
    for (const [toolChoice, type] of [
      ['auto', 'auto'],
      ['required', 'any'],
      ['none', 'none'],
    ] as const satisfies readonly (readonly [ToolChoice, string])[]) {
      const { tools, tool_choice } = paramsOf({ tools: [look], toolChoice });
      assert.deepEqual(tool_choice, { type });
      assert.deepEqual(tools, [
        { name: 'look_up__', description: 'Looks \ufffd.', input_schema: { type: 'object', properties: {} } },
      ]);
    }
    assert.deepEqual(Object.keys(paramsOf({ toolChoice: 'none' })), ['model', 'max_tokens', 'messages']);
  });

  it('are used and answered with ids that it takes, the same for both', () => {
    const [, use, result] = paramsOf({ messages: loop, tools: [look] }).messages;
    const id = 'id_6d792069642f31';
    assert.deepEqual(use?.content, [{ type: 'tool_use', id, name: 'look_up__', input: { q: 1 } }]);
    assert.deepEqual(result?.content, [
      {
        type: 'tool_result',
        tool_use_id: id,
        is_error: true,
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
    ]);
  });

  it('are declared when they were used before, even where none may be used any more', () => {
    const { tools, tool_choice } = paramsOf({ messages: loop });
    assert.deepEqual(tools, [{ name: 'look_up__', input_schema: { type: 'object' } }]);
    assert.deepEqual(tool_choice, { type: 'none' });
  });

  it('are read from an answer, with texts that belong together as one', () => {
    const message = {
      model: 'm',
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 2 },
      content: [
        { type: 'text', text: 'Let me ' },
        { type: 'text', text: 'look.' },
        { type: 'tool_use', id: 't1', name: 'look_up__', input: { q: 2 } },
      ],
    } as unknown as Anthropic.Message;
    const { content, stopReason } = toAnswer(message, requestOf(['x'], { tools: [look] }), 'm', undefined);
    assert.equal(stopReason, 'toolUse');
    assert.deepEqual(content, [
      { type: 'text', text: 'Let me look.' },
      { type: 'toolUse', id: 't1', name: 'look.up/ä', input: { q: 2 } },
    ]);
  });

  it('leave images, the user’s name and empty texts to be converted beside them', () => {
    const image = { type: 'image', mimeType: 'image/png', data: 'AAAA' } as const;
    const content = [{ type: 'text', text: '' } as const, image];
    const { messages, metadata } = paramsOf({ messages: [{ role: 'user', content }], userId: 'u' });
    assert.deepEqual(messages[0]?.content, [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
    ]);
    assert.deepEqual(metadata, { user_id: 'u' });
  });
});
