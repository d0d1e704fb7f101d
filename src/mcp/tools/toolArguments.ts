import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { TEXT_ARGUMENT } from '../../contract/summarize.js';
import { assertCallable } from './taskOnly.js';

/** The kind of value that an argument takes, as far as needed to read a user's input. */
type ArgumentKind = 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json';

/** One argument that a tool's schema declares (MCP server/tools, `inputSchema`). */
export interface ToolArgument {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly required: boolean;
  /** The server's words; untrusted. */
  readonly title: string;
  readonly description: string;
  readonly choices: readonly (string | number | boolean | null)[];
  readonly default: unknown;
}

type JsonSchema = z.infer<typeof jsonSchema>;
const jsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  enum: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .catch(undefined),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
  default: z.unknown().optional(),
});

const inputSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  $defs: z.record(z.string(), z.unknown()).default({}),
  definitions: z.record(z.string(), z.unknown()).default({}),
});

/** The arguments that a tool declares, in its order. */
export function argumentsOf(tool: Pick<Tool, 'inputSchema'>): readonly ToolArgument[] {
  const schema = inputSchema.catch({ properties: {}, required: [], $defs: {}, definitions: {} });
  const { properties, required, $defs, definitions } = schema.parse(tool.inputSchema);
  const defined = { ...definitions, ...$defs };
  return Object.entries(properties).map(([name, property]) => {
    const read = resolve(property, defined);
    const choices = choicesOf(read, defined);
    return {
      name,
      kind: choices.length > 0 ? 'choice' : kindOf(read, defined),
      required: required.includes(name),
      title: oneLine(read.title ?? name, 60),
      description: oneLine(read.description ?? '', 300),
      choices,
      default: read.default,
    };
  });
}

/** A schema with one reference within the same document resolved. */
function resolve(schema: unknown, defined: Readonly<Record<string, unknown>>): JsonSchema {
  const read = jsonSchema.catch({}).parse(schema);
  const target = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(read.$ref ?? '')?.[1];
  if (target === undefined || !Object.hasOwn(defined, target)) return read;
  return { ...jsonSchema.catch({}).parse(defined[target]), ...read };
}

function alternatives(schema: JsonSchema, defined: Readonly<Record<string, unknown>>): JsonSchema[] {
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((one) => resolve(one, defined));
}

function choicesOf(schema: JsonSchema, defined: Readonly<Record<string, unknown>>): ToolArgument['choices'] {
  if (schema.enum !== undefined) return schema.enum;
  return alternatives(schema, defined).find((one) => one.enum !== undefined)?.enum ?? [];
}

function typesOf(schema: JsonSchema, defined: Readonly<Record<string, unknown>>): string[] {
  const own = schema.type === undefined ? [] : [schema.type].flat();
  return [...own, ...alternatives(schema, defined).flatMap((one) => [one.type ?? []].flat())].filter(
    (type) => type !== 'null',
  );
}

function kindOf(schema: JsonSchema, defined: Readonly<Record<string, unknown>>): ArgumentKind {
  const types = typesOf(schema, defined);
  if (types.includes('string')) return 'text';
  for (const kind of ['integer', 'number', 'boolean'] as const) {
    if (types.length > 0 && types.every((type) => type === kind)) return kind;
  }
  return 'json';
}

/**
 * Converts what a user typed to the value that the schema requires.
 *
 * @throws {SummarizeError} `badArgument`, which says what is required
 */
export function parseArgument(argument: ToolArgument, typed: string): unknown {
  const { name, kind, choices } = argument;
  const bad = (wanted: string): SummarizeError =>
    new SummarizeError('badArgument', `The argument ${oneLine(name, 60)} must be ${wanted}; correct it.`);
  switch (kind) {
    case 'text':
      return typed;
    case 'choice': {
      const found = choices.find((choice) => String(choice) === typed.trim());
      if (found === undefined)
        throw bad(`one of ${choices.map((choice) => oneLine(String(choice), 40)).join(', ')}`);
      return found;
    }
    case 'boolean':
      if (!/^(true|false)$/i.test(typed.trim())) throw bad('true or false');
      return typed.trim().toLowerCase() === 'true';
    case 'number':
    case 'integer': {
      const value = typed.trim() === '' ? Number.NaN : Number(typed);
      if (!Number.isFinite(value)) throw bad('a number');
      if (kind === 'integer' && !Number.isInteger(value)) throw bad('a whole number');
      return value;
    }
    case 'json':
      try {
        return JSON.parse(typed) as unknown;
      } catch {
        throw bad('JSON');
      }
  }
}

/** The text arguments that have no value yet; required ones first. */
export function textArguments(
  declared: readonly ToolArgument[],
  given: Readonly<Record<string, unknown>> = {},
): readonly ToolArgument[] {
  const open = declared.filter(({ name, kind }) => kind === 'text' && !Object.hasOwn(given, name));
  return [...open.filter(({ required }) => required), ...open.filter(({ required }) => !required)];
}

export function takesText(tool: Pick<Tool, 'inputSchema'>): boolean {
  return textArguments(argumentsOf(tool)).length > 0;
}

/** The required arguments without a value. */
export function missingArguments(
  declared: readonly ToolArgument[],
  given: Readonly<Record<string, unknown>>,
): readonly ToolArgument[] {
  return declared.filter(({ name, required }) => required && !Object.hasOwn(given, name));
}

/**
 * The text argument to use when there is no one to ask: the only one, the one named as in the demo's contract, or the
 * only required one.
 *
 * @throws {SummarizeError} `badArgument` if there is none, or several
 */
export function textArgument(
  tool: Pick<Tool, 'name' | 'inputSchema'>,
  given: Readonly<Record<string, unknown>> = {},
): ToolArgument {
  const open = textArguments(argumentsOf(tool), given);
  const [first, second] = open;
  const toolName = oneLine(tool.name, 60);
  if (first === undefined) {
    throw new SummarizeError(
      'badArgument',
      `The tool ${toolName} has no text argument; choose another tool.`,
    );
  }
  const named = open.find(({ name }) => name === TEXT_ARGUMENT);
  if (named !== undefined) return named;
  if (second === undefined || (first.required && !second.required)) return first;
  throw new SummarizeError(
    'badArgument',
    `The tool ${toolName} has several text arguments (${listNames(open)}); run it as a tool and choose one.`,
  );
}

/**
 * Finds a tool by name.
 *
 * @throws {SummarizeError} `toolNotFound`, which lists the tools, or if the tool cannot be called
 */
export function findTool(tools: readonly Tool[], name: string, serverName: string): Tool {
  const found = tools.find((tool) => tool.name === name);
  if (found !== undefined) {
    assertCallable(found, serverName);
    return found;
  }
  throw new SummarizeError(
    'toolNotFound',
    tools.length === 0
      ? `${serverName} offers no tools; choose another server.`
      : `${serverName} has no tool "${oneLine(name, 60)}"; it has ${listNames(tools)}.`,
  );
}

/** The names of tools or arguments for a sentence, at most ten. */
export function listNames(named: readonly { readonly name: string }[]): string {
  const names = named.slice(0, 10).map(({ name }) => oneLine(name, 60));
  const rest = named.length - names.length;
  return [...names, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join(', ');
}
