import * as z from 'zod';
import type {
  ImageContent,
  ModelContent,
  TextContent,
  ToolResultContent,
  ToolUseContent,
} from '../models/model.js';
import { readImage } from './images.js';
import { malformed, refused } from './refusal.js';

const block = z.looseObject({ type: z.string() });
type Block = z.infer<typeof block>;

const text = z.looseObject({ text: z.string() });
const image = z.looseObject({ data: z.string(), mimeType: z.string() });
const id = z.string().min(1);
const toolUse = z.looseObject({ id, name: z.string().min(1), input: z.record(z.string(), z.unknown()) });
const toolResult = z.looseObject({
  toolUseId: id,
  content: z.array(block).optional(),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});
const resource = z.looseObject({ resource: z.looseObject({ uri: z.string(), text: z.string().optional() }) });
const resourceLink = z.looseObject({ uri: z.string(), name: z.string().optional() });

/** The content of a sampling message: one block or, since 2025-11-25, an array of blocks. */
export const messageContent = z.union([z.array(block), block]);

/**
 * Reads one block of a sampling message (MCP client/sampling, "Message Content").
 *
 * @param where its place in the request, for the error
 * @throws {SamplingRefusal} -32602 if it is malformed, -1 if no model accepts it
 */
export function readContent(content: Block, where: string): ModelContent {
  switch (content.type) {
    case 'tool_use':
      return readToolUse(content, where);
    case 'tool_result':
      return readToolResult(content, where);
    case 'text':
    case 'image':
    case 'audio':
      return readLeaf(content, where);
    default:
      throw malformed(
        `${where} has type "${content.type.slice(0, 40)}", which is not allowed in a sampling message`,
      );
  }
}

function readLeaf(content: Block, where: string): TextContent | ImageContent {
  if (content.type === 'text') {
    return { type: 'text', text: checked(text, content, where).text };
  }
  if (content.type === 'image') {
    const { mimeType, data } = checked(image, content, where);
    return readImage(mimeType, data, where);
  }
  throw refused(`${where} is ${content.type.slice(0, 40)}, which no model here accepts`);
}

function readToolUse(content: Block, where: string): ToolUseContent {
  const use = checked(toolUse, content, where);
  return { type: 'toolUse', id: use.id, name: use.name, input: use.input };
}

function readToolResult(content: Block, where: string): ToolResultContent {
  const result = checked(toolResult, content, where);
  const blocks = result.content ?? [];
  return {
    type: 'toolResult',
    toolUseId: result.toolUseId,
    // The specification asks servers to repeat structured content as text; if a server did not, use it directly.
    content:
      blocks.length === 0 && result.structuredContent !== undefined
        ? [{ type: 'text', text: JSON.stringify(result.structuredContent) }]
        : blocks.map((leaf, index) => readResultLeaf(leaf, `${where}.content.${String(index)}`)),
    isError: result.isError,
  };
}

/** A tool's result may also hold resources; a model gets their text, and links as text. */
function readResultLeaf(content: Block, where: string): TextContent | ImageContent {
  switch (content.type) {
    case 'text':
    case 'image':
    case 'audio':
      return readLeaf(content, where);
    case 'resource': {
      const { uri, text: held } = checked(resource, content, where).resource;
      if (held === undefined) throw refused(`${where} is a binary resource, which no model here accepts`);
      return { type: 'text', text: `${uri}\n${held}` };
    }
    case 'resource_link': {
      const { uri, name } = checked(resourceLink, content, where);
      return { type: 'text', text: name === undefined ? uri : `${name}: ${uri}` };
    }
    default:
      throw malformed(
        `${where} has type "${content.type.slice(0, 40)}", which is not allowed in a tool result`,
      );
  }
}

function checked<T>(schema: z.ZodType<T>, content: Block, where: string): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(
    `${where} is not a valid ${content.type} block (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'})`,
    parsed.error,
  );
}
