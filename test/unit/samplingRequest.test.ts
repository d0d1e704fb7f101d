import assert from 'node:assert/strict';
import { MAX_IMAGE_BYTES } from '../../src/sampling/images.js';
import { INVALID_PARAMS, SamplingRefusal, USER_REJECTED } from '../../src/sampling/refusal.js';
import { readSamplingRequest } from '../../src/sampling/request.js';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const text = { type: 'text', text: 'Hello' };
const png = { type: 'image', mimeType: 'image/png', data: PNG };
const user = (...content: unknown[]): unknown => ({ role: 'user', content });
const assistant = (...content: unknown[]): unknown => ({ role: 'assistant', content });
const use = (id: string, name = 'look'): unknown => ({ type: 'tool_use', id, name, input: { q: 1 } });
const result = (toolUseId: string, ...content: unknown[]): unknown => ({
  type: 'tool_result',
  toolUseId,
  content,
});
const look = { name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } };

const read = (params: unknown): ReturnType<typeof readSamplingRequest> => readSamplingRequest(params, 100);
const of = (...messages: unknown[]): object => ({ messages, maxTokens: 5 });

function refusalOf(params: unknown): SamplingRefusal {
  try {
    read(params);
  } catch (error) {
    assert.ok(error instanceof SamplingRefusal);
    return error;
  }
  assert.fail('the request was accepted');
}

describe('Reading a sampling request', () => {
  it('reads messages, system prompt, stop sequences, hints, priorities and the user’s name', () => {
    const { request, dropped, withTools } = read({
      messages: [{ role: 'user', content: text }, assistant(text, { type: 'text', text: 'again' })],
      maxTokens: 50,
      systemPrompt: 'Be brief.',
      stopSequences: ['END'],
      modelPreferences: { hints: [{ name: 'haiku' }, {}], speedPriority: 0.5 },
      metadata: { user_id: 'u1' },
    });
    assert.deepEqual(request, {
      messages: [
        { role: 'user', content: [text] },
        { role: 'assistant', content: [text, { type: 'text', text: 'again' }] },
      ],
      maxTokens: 50,
      systemPrompt: 'Be brief.',
      stopSequences: ['END'],
      modelHints: ['haiku'],
      priorities: { cost: 0, speed: 0.5, intelligence: 0 },
      tools: [],
      toolChoice: 'auto',
      userId: 'u1',
    });
    assert.deepEqual([dropped, withTools], [[], false]);
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
    const { dropped, request } = read({
      ...of(user(text)),
      temperature: 0.7,
      includeContext: 'thisServer',
      metadata: { a: 1, user_id: 7 },
      stopSequences: [' ', 'END'],
    });
    assert.deepEqual(dropped, [
      'temperature',
      'includeContext',
      'metadata.a',
      'metadata.user_id',
      'stopSequences (blank ones)',
    ]);
    assert.deepEqual(request.stopSequences, ['END']);
  });

  it('does not let a server fill the log by the names of its metadata', () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${String(index)} ${'x'.repeat(500)}`, 1]),
    );
    const { dropped } = read({ ...of(user(text)), metadata });
    assert.equal(dropped.length, 6);
    assert.equal(dropped.at(-1), '45 more keys of metadata');
    assert.ok(dropped.every((name) => name.length < 60));
  });

  it('drops nothing where a server asks for no context', () => {
    assert.deepEqual(read({ ...of(user(text)), includeContext: 'none' }).dropped, []);
  });

  it('ignores a task, which this client did not offer to run', () => {
    assert.equal(read({ ...of(user(text)), task: { ttl: 60 } }).request.messages.length, 1);
  });

  const malformed: [string, unknown][] = [
    ['no parameters', undefined],
    ['no messages', { maxTokens: 5 }],
    ['empty messages', of()],
    ['no maxTokens', { messages: [user(text)] }],
    ['maxTokens of zero', { messages: [user(text)], maxTokens: 0 }],
    ['a fractional maxTokens', { messages: [user(text)], maxTokens: 1.5 }],
    ['an unknown role', of({ role: 'system', content: text })],
    ['a message without content', of(user())],
    ['a text block without text', of(user({ type: 'text' }))],
    ['content of a type that there is not', of(user({ type: 'video', data: 'x' }))],
    ['a resource in a message', of(user({ type: 'resource', resource: { uri: 'a:b', text: 'x' } }))],
    ['a priority above 1', { ...of(user(text)), modelPreferences: { costPriority: 2 } }],
    ['an image that is not in Base64', of(user({ ...png, data: '%%%%' }))],
    ['an image without data', of(user({ ...png, data: '' }))],
    ['an image of another type than it says', of(user({ ...png, mimeType: 'image/jpeg' }))],
  ];
  for (const [what, params] of malformed) {
    it(`answers ${what} with -32602`, () => {
      assert.equal(refusalOf(params).code, INVALID_PARAMS);
      assert.match(refusalOf(params).message, /^Malformed sampling request: .*\.$/);
    });
  }

  const unwanted: [string, unknown, RegExp][] = [
    ['audio', of(user(text, { type: 'audio', mimeType: 'audio/wav', data: 'AAAA' })), /content\.1 is audio/],
    ['a type of image', of(user({ ...png, mimeType: 'image/bmp' })), /"image\/bmp".*image\/png/],
    ['a large image', of(user({ ...png, data: 'A'.repeat(MAX_IMAGE_BYTES * 1.5) })), /5\.6 MiB.*5\.0 MiB/],
    [
      'a binary resource in a tool result',
      of(user(text), assistant(use('1')), user(result('1', { type: 'resource', resource: { uri: 'a:b' } }))),
      /binary resource/,
    ],
  ];
  for (const [what, params, words] of unwanted) {
    it(`refuses ${what} that no model takes with -1 and says why, instead of dropping it`, () => {
      assert.equal(refusalOf(params).code, USER_REJECTED);
      assert.match(refusalOf(params).message, words);
    });
  }

  it('reads images', () => {
    const { request } = read(of(user(text, { ...png, mimeType: 'IMAGE/PNG' })));
    assert.deepEqual(request.messages[0]?.content, [text, png]);
  });
});

describe('Tools in a sampling request', () => {
  const loop = [user(text), assistant(text, use('1'), use('2')), user(result('2'), result('1', text, png))];

  it('are read, with the choice that the server made', () => {
    const { request, withTools } = read({
      ...of(user(text)),
      tools: [look],
      toolChoice: { mode: 'required' },
    });
    assert.deepEqual([request.tools, request.toolChoice, withTools], [[look], 'required', true]);
    assert.equal(read({ ...of(user(text)), tools: [look], toolChoice: {} }).request.toolChoice, 'auto');
  });

  it('may be used and answered, in any order, in one message', () => {
    const { request } = read({ ...of(...loop), tools: [look] });
    assert.deepEqual(request.messages[1]?.content.at(-1), {
      type: 'toolUse',
      id: '2',
      name: 'look',
      input: { q: 1 },
    });
    assert.deepEqual(request.messages[2]?.content[1], {
      type: 'toolResult',
      toolUseId: '1',
      content: [text, png],
      isError: false,
    });
  });

  it('may answer with structured content, links and text resources', () => {
    const content = (block: object): unknown => {
      const { request } = read(
        of(user(text), assistant(use('1')), user({ ...block, toolUseId: '1', type: 'tool_result' })),
      );
      const [first] = request.messages[2]?.content ?? [];
      return first?.type === 'toolResult' && first.content[0];
    };
    assert.deepEqual(content({ structuredContent: { a: 1 } }), { type: 'text', text: '{"a":1}' });
    assert.deepEqual(content({ content: [text], structuredContent: { a: 1 } }), text);
    const link = { type: 'resource_link', uri: 'file:///a', name: 'A' };
    assert.deepEqual(content({ content: [link] }), { type: 'text', text: 'A: file:///a' });
    const resource = { type: 'resource', resource: { uri: 'file:///a', text: 'held' } };
    assert.deepEqual(content({ content: [resource] }), { type: 'text', text: 'file:///a\nheld' });
  });

  const broken: [string, unknown[]][] = [
    ['mixes results with other content', [user(text), assistant(use('1')), user(result('1'), text)]],
    ['leaves a tool use unanswered', [user(text), assistant(use('1'), use('2')), user(result('1'))]],
    ['answers a tool use too late', [user(text), assistant(use('1')), user(text), user(result('1'))]],
    ['ends with a tool use', [user(text), assistant(use('1'))]],
    ['answers what was not asked', [user(text), assistant(text), user(result('1'))]],
    ['answers twice', [user(text), assistant(use('1')), user(result('1'), result('1'))]],
    ['uses an id twice', [user(text), assistant(use('1'), use('1')), user(result('1'))]],
    ['lets the user use a tool', [user(use('1')), user(result('1'))]],
    ['lets the assistant answer', [user(text), assistant(use('1')), assistant(result('1'))]],
    ['has a tool use without a name', [user(text), assistant({ type: 'tool_use', id: '1', input: {} })]],
    [
      'has a tool use without an object',
      [user(text), assistant({ type: 'tool_use', id: '1', name: 'n', input: 7 })],
    ],
  ];
  for (const [what, messages] of broken) {
    it(`are answered with -32602 where a request ${what}`, () => {
      assert.equal(refusalOf({ ...of(...messages), tools: [look] }).code, INVALID_PARAMS);
    });
  }

  for (const [what, more] of [
    ['have the same name', { tools: [look, look] }],
    ['have no schema', { tools: [{ name: 'look' }] }],
    ['are required but not there', { tools: [], toolChoice: { mode: 'required' } }],
    ['have a choice that there is not', { tools: [look], toolChoice: { mode: 'sometimes' } }],
  ] as const) {
    it(`are answered with -32602 where they ${what}`, () => {
      assert.equal(refusalOf({ ...of(user(text)), ...more }).code, INVALID_PARAMS);
    });
  }

  it('counts the rounds of tool use, where tools can be used once more', () => {
    const rounds = Array.from({ length: 3 }, (_, index) => [
      assistant(use(String(index))),
      user(result(String(index))),
    ]).flat();
    const request = { ...of(user(text), ...rounds), tools: [look] };
    assert.equal(read(request).toolRounds, 3);
    assert.equal(read({ ...request, toolChoice: { mode: 'none' } }).toolRounds, 0);
    assert.equal(read(of(user(text), ...rounds)).toolRounds, 0);
  });
});
