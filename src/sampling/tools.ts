import * as z from 'zod';
import {
  TOOL_CHOICES,
  type ModelMessage,
  type ModelTool,
  type ToolChoice,
  type ToolResultContent,
  type ToolUseContent,
} from '../models/model.js';
import { malformed } from './refusal.js';

/** The tools of a sampling request (MCP 2025-11-25, client/sampling, "Sampling with Tools"). */
export const samplingTools = z.array(
  z.looseObject({
    name: z.string().min(1),
    description: z.string().optional(),
    inputSchema: z.looseObject({ type: z.literal('object') }),
  }),
);

export const samplingToolChoice = z.looseObject({ mode: z.enum(TOOL_CHOICES).default('auto') });

/**
 * Converts the tools for a model.
 *
 * @throws {SamplingRefusal} -32602 if two have the same name, or if one is required but none is offered
 */
export function readTools(
  tools: z.infer<typeof samplingTools>,
  toolChoice: ToolChoice,
): readonly ModelTool[] {
  const names = new Set(tools.map(({ name }) => name));
  if (names.size !== tools.length) throw malformed('two tools have the same name');
  if (toolChoice === 'required' && tools.length === 0) {
    throw malformed('toolChoice requires a tool, but there is none');
  }
  return tools.map(({ name, description, inputSchema }) => ({
    name,
    inputSchema,
    ...(description !== undefined && { description }),
  }));
}

/**
 * Checks the rules of tool use: tool results are alone in a user message, and every tool use is answered by
 * the very next message (MCP 2025-11-25, client/sampling, "Message Content
 * Constraints").
 *
 * @throws {SamplingRefusal} -32602
 */
export function assertBalanced(messages: readonly ModelMessage[]): void {
  let open: readonly string[] = [];
  messages.forEach((message, index) => {
    const where = `messages.${String(index)}`;
    const uses = toolUsesOf(message);
    const results = toolResultsOf(message);
    if (uses.length > 0 && message.role !== 'assistant') {
      throw malformed(`${where} uses tools, but is not the assistant's`);
    }
    if (results.length > 0 && message.role !== 'user') {
      throw malformed(`${where} holds tool results, but is not the user's`);
    }
    if (results.length > 0 && results.length !== message.content.length) {
      throw malformed(`${where} mixes tool results with other content`);
    }
    assertAnswers(
      open,
      results.map(({ toolUseId }) => toolUseId),
      where,
    );
    open = uses.map(({ id }) => id);
    if (new Set(open).size !== open.length) throw malformed(`${where} uses the id of a tool use twice`);
  });
  if (open.length > 0) throw malformed('tool result missing for the tool use of the last message');
}

function assertAnswers(open: readonly string[], answered: readonly string[], where: string): void {
  if (open.some((id) => !answered.includes(id))) {
    throw malformed(`tool result missing in ${where} for a tool use of the message before`);
  }
  if (answered.some((id) => !open.includes(id))) {
    throw malformed(`${where} holds a result for a tool use that is not in the message before`);
  }
  if (new Set(answered).size !== answered.length) {
    throw malformed(`${where} answers a tool use twice`);
  }
}

/**
 * The number of rounds of tool use that a request continues, to stop endless loops (MCP 2025-11-25,
 * client/sampling: both parties limit iterations). A final answer without tools continues none.
 */
export function countToolRounds(
  messages: readonly ModelMessage[],
  tools: readonly ModelTool[],
  toolChoice: ToolChoice,
): number {
  if (tools.length === 0 || toolChoice === 'none') return 0;
  return messages.filter((message) => toolUsesOf(message).length > 0).length;
}

function toolUsesOf({ content }: ModelMessage): ToolUseContent[] {
  return content.filter((block) => block.type === 'toolUse');
}

function toolResultsOf({ content }: ModelMessage): ToolResultContent[] {
  return content.filter((block) => block.type === 'toolResult');
}
