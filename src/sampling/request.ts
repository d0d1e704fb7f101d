import { z } from 'zod';
import type { ModelMessage, ModelRequest } from '../models/model.js';

/** JSON-RPC error codes that a client answers a sampling request with. */
export const USER_REJECTED = -1;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/** A sampling request that is answered with a JSON-RPC error; `message` goes to the server. */
export class SamplingRefusal extends Error {
  override readonly name = 'SamplingRefusal';

  constructor(
    readonly code: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const contentBlock = z.looseObject({ type: z.string() });
const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });

const samplingMessage = z.looseObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([contentBlock, z.array(contentBlock)]),
});

const modelPreferences = z.looseObject({
  hints: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});

/** `CreateMessageRequestParams` of the specification (2025-11-25, client/sampling), read defensively. */
const samplingParams = z.looseObject({
  messages: z.array(samplingMessage).min(1),
  maxTokens: z.int().positive(),
  systemPrompt: z.string().optional(),
  modelPreferences: modelPreferences.optional(),
  stopSequences: z.array(z.string()).optional(),
  includeContext: z.enum(['none', 'thisServer', 'allServers']).optional(),
  temperature: z.number().optional(),
  metadata: z.looseObject({}).optional(),
  tools: z.unknown().optional(),
  toolChoice: z.unknown().optional(),
});

export interface SamplingRequest {
  readonly request: ModelRequest;
  /** The server's own limit, in tokens, before the person's was applied. */
  readonly requestedMaxTokens: number;
  /** Advice of the server that no model here takes; named so that nothing is dropped in silence. */
  readonly dropped: readonly string[];
}

/**
 * Reads the parameters of `sampling/createMessage` (MCP client/sampling) into a model request.
 *
 * @param params whatever the server sent
 * @param userMaxTokens the person's own limit for one answer, in tokens
 * @throws {SamplingRefusal} -32602 for what is malformed, for tools (which we did not declare), and
 * for content that cannot be converted
 */
export function readSamplingRequest(params: unknown, userMaxTokens: number): SamplingRequest {
  const parsed = samplingParams.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new SamplingRefusal(
      INVALID_PARAMS,
      `Malformed sampling request: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'unreadable'}`,
      { cause: parsed.error },
    );
  }
  const sampling = parsed.data;
  if (sampling.tools !== undefined || sampling.toolChoice !== undefined) {
    throw new SamplingRefusal(
      INVALID_PARAMS,
      'This client did not declare the sampling.tools capability, so a sampling request must not carry tools or toolChoice.',
    );
  }
  return {
    request: {
      messages: sampling.messages.map(readMessage),
      maxTokens: Math.min(sampling.maxTokens, userMaxTokens),
      stopSequences: sampling.stopSequences ?? [],
      modelHints: (sampling.modelPreferences?.hints ?? []).flatMap(({ name }) => name ?? []),
      ...(sampling.systemPrompt !== undefined && { systemPrompt: sampling.systemPrompt }),
    },
    requestedMaxTokens: sampling.maxTokens,
    dropped: droppedAdvice(sampling),
  };
}

function readMessage(message: z.infer<typeof samplingMessage>, index: number): ModelMessage {
  const blocks = Array.isArray(message.content) ? message.content : [message.content];
  if (blocks.length === 0) {
    throw new SamplingRefusal(
      INVALID_PARAMS,
      `Malformed sampling request: messages.${String(index)} has no content.`,
    );
  }
  const texts = blocks.map((block) => {
    const text = textBlock.safeParse(block);
    if (text.success) return text.data.text;
    throw new SamplingRefusal(
      INVALID_PARAMS,
      block.type === 'text'
        ? `Malformed sampling request: messages.${String(index)} has a text block without text.`
        : `This client can sample text only; messages.${String(index)} holds content of type "${block.type.slice(0, 40)}".`,
    );
  });
  return { role: message.role, texts };
}

function droppedAdvice(sampling: z.infer<typeof samplingParams>): string[] {
  const preferences = Object.keys(sampling.modelPreferences ?? {}).filter((key) => key !== 'hints');
  return [
    ...(sampling.temperature === undefined ? [] : ['temperature']),
    ...(sampling.includeContext === undefined || sampling.includeContext === 'none'
      ? []
      : ['includeContext']),
    ...(sampling.metadata === undefined ? [] : ['metadata']),
    ...preferences.map((key) => `modelPreferences.${key.slice(0, 40)}`),
  ];
}
