import * as z from 'zod';
import type { ModelMessage, ModelPriorities, ModelRequest } from '../models/model.js';
import { messageContent, readContent } from './content.js';
import { malformed, undeclaredTools } from './refusal.js';
import { assertBalanced, countToolRounds, readTools, samplingToolChoice, samplingTools } from './tools.js';

const samplingMessage = z.looseObject({ role: z.enum(['user', 'assistant']), content: messageContent });

const priority = z.number().min(0).max(1).optional();
const modelPreferences = z.looseObject({
  hints: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  costPriority: priority,
  speedPriority: priority,
  intelligencePriority: priority,
});

/** `CreateMessageRequestParams` of the specification (up to 2026-07-28, client/sampling), read defensively. */
const samplingParams = z.looseObject({
  messages: z.array(samplingMessage).min(1),
  maxTokens: z.int().positive(),
  systemPrompt: z.string().optional(),
  modelPreferences: modelPreferences.optional(),
  stopSequences: z.array(z.string()).optional(),
  includeContext: z.enum(['none', 'thisServer', 'allServers']).optional(),
  temperature: z.number().optional(),
  metadata: z.looseObject({}).optional(),
  tools: samplingTools.optional(),
  toolChoice: samplingToolChoice.optional(),
});
type SamplingParams = z.infer<typeof samplingParams>;

export interface SamplingRequest {
  readonly request: ModelRequest;
  /** The server's own limit, in tokens, before applying the user's. */
  readonly requestedMaxTokens: number;
  /** Parameters that no model here supports; listed so that nothing is dropped silently. */
  readonly dropped: readonly string[];
  /** Whether the request has tools, so that its answer may be an array of blocks. */
  readonly withTools: boolean;
  /** How many rounds of tool use it continues. */
  readonly toolRounds: number;
}

/**
 * Reads the parameters of `sampling/createMessage` (MCP client/sampling) into a model request.
 *
 * @param params the unvalidated parameters
 * @param userMaxTokens the user's own limit for one answer, in tokens
 * @param toolsDeclared whether `sampling.tools` was declared to the server
 * @throws {SamplingRefusal} -32602 if it is malformed or undeclared, -1 if this client does not support it
 */
export function readSamplingRequest(
  params: unknown,
  userMaxTokens: number,
  toolsDeclared = true,
): SamplingRequest {
  const parsed = samplingParams.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw malformed(`${where === '' ? '' : `${where}: `}${issue?.message ?? 'unreadable'}`, parsed.error);
  }
  const sampling = parsed.data;
  if (!toolsDeclared && (sampling.tools !== undefined || sampling.toolChoice !== undefined))
    throw undeclaredTools();
  const messages = sampling.messages.map(readMessage);
  assertBalanced(messages);
  const toolChoice = sampling.toolChoice?.mode ?? 'auto';
  const tools = readTools(sampling.tools ?? [], toolChoice);
  const priorities = readPriorities(sampling);
  const userId = sampling.metadata?.user_id;
  return {
    request: {
      messages,
      maxTokens: Math.min(sampling.maxTokens, userMaxTokens),
      stopSequences: (sampling.stopSequences ?? []).filter(isUsableStop),
      modelHints: (sampling.modelPreferences?.hints ?? []).flatMap(({ name }) => name ?? []),
      tools,
      toolChoice,
      ...(sampling.systemPrompt !== undefined && { systemPrompt: sampling.systemPrompt }),
      ...(priorities !== undefined && { priorities }),
      ...(typeof userId === 'string' && { userId }),
    },
    requestedMaxTokens: sampling.maxTokens,
    dropped: droppedAdvice(sampling),
    withTools: sampling.tools !== undefined,
    toolRounds: countToolRounds(messages, tools, toolChoice),
  };
}

function readMessage(message: z.infer<typeof samplingMessage>, index: number): ModelMessage {
  const where = `messages.${String(index)}`;
  const blocks = Array.isArray(message.content) ? message.content : [message.content];
  if (blocks.length === 0) throw malformed(`${where} has no content`);
  return {
    role: message.role,
    content: blocks.map((block, place) => readContent(block, `${where}.content.${String(place)}`)),
  };
}

function readPriorities({ modelPreferences: preferences }: SamplingParams): ModelPriorities | undefined {
  const { costPriority, speedPriority, intelligencePriority } = preferences ?? {};
  const given = [costPriority, speedPriority, intelligencePriority].some((value) => value !== undefined);
  if (!given) return undefined;
  return { cost: costPriority ?? 0, speed: speedPriority ?? 0, intelligence: intelligencePriority ?? 0 };
}

/** The maximum number of metadata keys listed, so that they cannot smuggle text into the log. */
const MAX_NAMED = 5;

/** No model accepts a stop sequence of only white space. */
function isUsableStop(sequence: string): boolean {
  return sequence.trim() !== '';
}

function droppedAdvice(sampling: SamplingParams): string[] {
  const { temperature, includeContext = 'none', metadata = {}, stopSequences = [] } = sampling;
  const metadataLeft = Object.entries(metadata).filter(
    ([key, value]) => key !== 'user_id' || typeof value !== 'string',
  );
  return [
    ...(temperature === undefined ? [] : ['temperature']),
    ...(includeContext === 'none' ? [] : ['includeContext']),
    ...metadataLeft.slice(0, MAX_NAMED).map(([key]) => `metadata.${key.slice(0, 40)}`),
    ...(metadataLeft.length > MAX_NAMED
      ? [`${String(metadataLeft.length - MAX_NAMED)} more keys of metadata`]
      : []),
    ...(stopSequences.every(isUsableStop) ? [] : ['stopSequences (blank ones)']),
  ];
}
