import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  mimeType: z.string().optional(),
  data: z.string().optional(),
  uri: z.string().optional(),
  name: z.string().optional(),
  resource: z.looseObject({ uri: z.string(), text: z.string().optional() }).optional(),
});
type Block = z.infer<typeof block>;

const toolResult = z.looseObject({
  content: z.array(block).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});

export interface ToolResult {
  readonly text: string;
  /** Structured content that the text does not repeat. */
  readonly structured?: unknown;
}

/**
 * Reads a tool result (MCP server/tools, "Tool Result") as text. What is no text and stands beside text
 * is named in its place.
 *
 * @throws {SummarizeError} `toolFailed` if the result is an error or holds neither text nor structured content
 */
export function readToolResult(result: unknown, serverName: string): ToolResult {
  const read = toolResult.safeParse(result);
  if (!read.success) {
    throw new SummarizeError('toolFailed', `${serverName} answered with something that is no tool result.`);
  }
  const { content, structuredContent, isError } = read.data;
  const text = content.flatMap((one) => (one.type === 'text' ? [one.text ?? ''] : [])).join('\n');
  if (isError) {
    const said = oneLine(text);
    throw new SummarizeError(
      'toolFailed',
      said === '' ? `${serverName} failed without saying why.` : `${serverName} failed: ${said}.`,
    );
  }
  const structured =
    structuredContent === undefined || repeats(text, structuredContent)
      ? {}
      : { structured: structuredContent };
  const readable = content.some(({ type, resource }) => type === 'text' || resource?.text !== undefined);
  const whole = content.map(describe).join('\n');
  if ((readable && whole !== '') || 'structured' in structured) return { text: whole, ...structured };
  const [first] = content;
  const what = first === undefined || readable ? 'nothing' : `content of type "${oneLine(first.type, 40)}"`;
  throw new SummarizeError('toolFailed', `${serverName} answered with ${what} where text was expected.`);
}

/**
 * By the specification structured content should be repeated as text, for clients that know only text.
 * FastMCP puts a text that is the whole result into an object with the one key `result`.
 */
function repeats(text: string, structured: unknown): boolean {
  const wrapped = wrapper.safeParse(structured);
  return [structured, ...(wrapped.success ? [wrapped.data.result] : [])].some(
    (value) => value === text || isDeepStrictEqual(parsed(text), value),
  );
}

const wrapper = z.strictObject({ result: z.unknown() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describe({ type, text, mimeType, data, uri, name, resource }: Block): string {
  if (type === 'text') return text ?? '';
  if (resource?.text !== undefined) return resource.text;
  const words = [
    type,
    name,
    resource?.uri ?? uri,
    mimeType,
    data === undefined ? undefined : `${String(Buffer.byteLength(data, 'base64'))} bytes`,
  ];
  return `[${words.flatMap((word) => (word === undefined ? [] : [oneLine(word, 100)])).join(', ')}: not shown]`;
}
