import assert from 'node:assert/strict';
import type { Tool } from '@modelcontextprotocol/client';
import {
  argumentsOf,
  findTool,
  missingArguments,
  parseArgument,
  textArgument,
  textArguments,
  type ToolArgument,
} from '../../src/mcp/tools/toolArguments.js';

function toolWith(properties: Record<string, unknown>, required: string[] = [], more: object = {}): Tool {
  return {
    name: 'tool',
    inputSchema: { type: 'object', properties, required, ...more } as Tool['inputSchema'],
  };
}

function argument(schema: unknown): ToolArgument {
  const [only] = argumentsOf(toolWith({ a: schema }, [], { $defs: { Mood: { enum: ['calm', 'wild'] } } }));
  assert.ok(only !== undefined);
  return only;
}

describe('A tool’s arguments', () => {
  for (const [schema, typed, value] of [
    [{ type: 'string' }, ' 5 ', ' 5 '],
    [{ type: 'integer' }, '5', 5],
    [{ type: 'number' }, '-0.5e1', -5],
    [{ type: ['number', 'null'] }, '1.5', 1.5],
    [{ type: 'boolean' }, 'TRUE', true],
    [{ type: 'array' }, '[1, "a"]', [1, 'a']],
    [{ type: 'object' }, '{"a": null}', { a: null }],
    [{ enum: ['a', 2, null] }, '2', 2],
    [{ type: 'string', enum: ['1', '2'] }, '1', '1'],
    [{ $ref: '#/$defs/Mood' }, 'wild', 'wild'],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, '7', 7],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'null', 'null'],
    [{ anyOf: [{ $ref: '#/$defs/Mood' }, { type: 'null' }] }, 'calm', 'calm'],
    [{ oneOf: [{ type: 'integer' }, { type: 'boolean' }] }, 'true', true],
    [{}, '{"any": 1}', { any: 1 }],
    [true, '3', 3],
  ] as const) {
    it(`of ${JSON.stringify(schema)} make ${JSON.stringify(value)} of ${typed}`, () => {
      assert.deepEqual(parseArgument(argument(schema), typed), value);
    });
  }

  for (const [schema, typed, wanted] of [
    [{ type: 'integer' }, '1.5', /must be a whole number; correct it\.$/],
    [{ type: 'integer' }, '', /a number/],
    [{ type: 'number' }, 'Infinity', /a number/],
    [{ type: 'boolean' }, 'yes', /true or false/],
    [{ type: 'array' }, '[1,', /JSON/],
    [{ enum: ['a', 'b'] }, 'c', /one of a, b/],
  ] as const) {
    it(`of ${JSON.stringify(schema)} do not take ${JSON.stringify(typed)}`, () => {
      assert.throws(() => parseArgument(argument(schema), typed), { code: 'badArgument', message: wanted });
    });
  }

  const tool = toolWith(
    {
      text: { type: 'string' },
      title: { type: 'string' },
      count: { type: 'integer' },
      mood: { enum: ['a'] },
    },
    ['text', 'count'],
  );

  it('are required or not, in the schema’s order, with the server’s words made harmless', () => {
    const read = argumentsOf(
      toolWith({ a: { type: 'string', description: 'x\n\u202ey', title: 'T' } }, ['a']),
    );
    assert.deepEqual(read, [
      {
        name: 'a',
        kind: 'text',
        required: true,
        title: 'T',
        description: 'x y',
        choices: [],
        default: undefined,
      },
    ]);
    assert.deepEqual(
      argumentsOf(tool).map(({ name, required }) => [name, required]),
      [
        ['text', true],
        ['title', false],
        ['count', true],
        ['mood', false],
      ],
    );
  });

  it('have one that takes the text: a required one before others, never one that is given', () => {
    assert.equal(textArgument(tool).name, 'text');
    assert.equal(textArgument(tool, { text: 'given' }).name, 'title');
    assert.deepEqual(
      textArguments(argumentsOf(tool)).map(({ name }) => name),
      ['text', 'title'],
    );
    assert.deepEqual(textArguments(argumentsOf(tool), { text: 1, title: 1 }), []);
  });

  it('say when there is no argument for the text, or more than one', () => {
    assert.throws(() => textArgument(toolWith({ n: { type: 'integer' } })), {
      message: /has no text argument/,
    });
    const two = toolWith({ a: { type: 'string' }, b: { type: 'string' } }, ['a', 'b']);
    assert.throws(() => textArgument(two), { message: /has several text arguments \(a, b\)/ });
    assert.equal(textArgument(two, { a: 'x' }).name, 'b');
    const optional = toolWith({ a: { type: 'string' }, b: { type: 'string' } });
    assert.throws(() => textArgument(optional), { message: /several text arguments \(a, b\)/ });
    const demo = toolWith({ title: { type: 'string' }, text_to_summarize: { type: 'string' } });
    assert.equal(textArgument(demo).name, 'text_to_summarize');
  });

  it('are missing where they are required and not given', () => {
    const missing = missingArguments(argumentsOf(tool), { text: '' });
    assert.deepEqual(
      missing.map(({ name }) => name),
      ['count'],
    );
  });

  it('are none for a schema that says nothing', () => {
    assert.deepEqual(argumentsOf({ inputSchema: { type: 'object' } }), []);
  });

  it('belong to a tool that is there', () => {
    assert.equal(findTool([tool], 'tool', 'S'), tool);
    assert.throws(() => findTool([tool], 'x', 'S'), {
      code: 'toolNotFound',
      message: 'S has no tool "x"; it has tool.',
    });
    assert.throws(() => findTool([], 'x', 'S'), { message: 'S offers no tools; choose another server.' });
  });
});
