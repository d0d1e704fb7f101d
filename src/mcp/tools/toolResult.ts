import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { withIssuesInWords } from '../../common/schemaIssues.js';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  mimeType: z.string().optional(),
  data: z.string().optional(),
  uri: z.string().optional(),
  name: z.string().optional(),
  resource: z
    .looseObject({
      uri: z.string(),
      text: z.string().optional(),
      blob: z.string().optional(),
      mimeType: z.string().optional(),
    })
    .optional(),
});
type Block = z.infer<typeof block>;

const toolResult = z.looseObject({
  content: z.array(block).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});

export interface ToolResult {
  /** The text; other content is described in its place. */
  readonly text: string;
  /** Structured content that the text does not repeat. */
  readonly structured?: unknown;
  /** The original content, if it contains more than text. */
  readonly content?: readonly unknown[];
  /** Whether `text` only describes the content, which contains no text. */
  readonly isDescribed?: true;
}

/**
 * Reads a tool result (MCP server/tools, "Tool Result") as text.
 *
 * @throws {SummarizeError} `toolFailed` if the result is an error or empty
 */
export function readToolResult(result: unknown, serverName: string): ToolResult {
  const read = toolResult.safeParse(result);
  if (!read.success) {
    throw new SummarizeError('toolFailed', `${serverName} returned an invalid tool result.`);
  }
  const { content, structuredContent, isError } = read.data;
  const text = content.flatMap((one) => (one.type === 'text' ? [one.text ?? ''] : [])).join('\n');
  if (isError) {
    const said = oneLine(withIssuesInWords(text));
    throw new SummarizeError(
      'toolFailed',
      said === '' ? `${serverName} failed without giving a reason.` : `${serverName} failed: ${said}.`,
    );
  }
  const structured =
    structuredContent === undefined || repeats(text, structuredContent)
      ? {}
      : { structured: structuredContent };
  const whole = content.map(describeBlock).join('\n');
  if (whole.trim() === '' && !('structured' in structured)) {
    throw new SummarizeError('toolFailed', `${serverName} returned an empty result.`);
  }
  const readable = content.some(
    (one) => (one.type === 'text' && isWritten(one.text)) || isWritten(one.resource?.text),
  );
  return {
    text: readable ? whole : whole.trim(),
    ...structured,
    ...(content.some(({ type }) => type !== 'text') && { content }),
    ...(!readable && whole.trim() !== '' && { isDescribed: true }),
  };
}

function isWritten(text = ''): boolean {
  return text.trim() !== '';
}

/**
 * The specification asks servers to repeat structured content as text, for clients that read only text. FastMCP wraps
 * a text result in an object with the single key `result`.
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

function describeBlock({ type, text, mimeType, data, uri, name, resource }: Block): string {
  if (type === 'text') return text ?? '';
  if (resource?.text !== undefined) return resource.text;
  const bytes = data ?? resource?.blob;
  const words = [
    type,
    name,
    resource?.uri ?? uri,
    mimeType ?? resource?.mimeType,
    bytes === undefined ? undefined : `${String(Buffer.byteLength(bytes, 'base64'))} bytes`,
  ];
  return `[${words.flatMap((word) => (word === undefined ? [] : [oneLine(word, 100)])).join(', ')}]`;
}
