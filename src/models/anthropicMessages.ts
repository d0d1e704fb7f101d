import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { oneLine } from '../errors.js';
import type { ModelAnswer, ModelMessage, ModelRequest } from './model.js';

/**
 * A model request as a streaming Messages API request. Lone surrogates, which no UTF-8 body can
 * carry, become U+FFFD.
 */
export function toMessagesRequest(request: ModelRequest, model: string): Anthropic.MessageStreamParams {
  return {
    model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(toMessageParam),
    ...(request.systemPrompt !== undefined && { system: request.systemPrompt.toWellFormed() }),
    ...(request.stopSequences.length > 0 && { stop_sequences: [...request.stopSequences] }),
  };
}

function toMessageParam({ role, texts }: ModelMessage): Anthropic.MessageParam {
  return { role, content: texts.map((text) => ({ type: 'text', text: text.toWellFormed() })) };
}

const tokens = z.number().nonnegative().nullish().catch(null);

/** What compatible endpoints get wrong or leave out. */
const messageFigures = z.object({
  model: z.string().min(1).nullish().catch(null),
  stop_reason: z.string().nullish().catch(null),
  usage: z
    .object({
      input_tokens: tokens,
      output_tokens: tokens,
      cache_creation_input_tokens: tokens,
      cache_read_input_tokens: tokens,
    })
    .catch({ input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }),
});

/**
 * A whole message as an answer. Input tokens read from and written to the prompt cache, which the API
 * counts apart, are input tokens here.
 *
 * @param asked the model that was asked, for an endpoint that does not say which one answered
 */
export function toAnswer(message: Anthropic.Message, asked: string, apiKey: string | undefined): ModelAnswer {
  const { model, stop_reason, usage } = messageFigures.parse(message);
  const input = [usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
  return {
    model: oneLine(withoutKey(model ?? asked, apiKey), 100),
    text: message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
    stopReason: oneLine(toMcpStopReason(stop_reason ?? null), 100),
    usage: {
      inputTokens: input.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      outputTokens: usage.output_tokens ?? 0,
    },
  };
}

/** What an endpoint says, with the key taken out should it be quoted. */
export function withoutKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined ? text : text.replaceAll(apiKey, '[key]');
}

/**
 * A Messages API stop reason in MCP's words (client/sampling, `stopReason`): `endTurn`, `maxTokens`,
 * `stopSequence`, `toolUse`; any other keeps its name, in camel case.
 */
export function toMcpStopReason(stopReason: string | null): string {
  return (stopReason ?? 'end_turn').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
