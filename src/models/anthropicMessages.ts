import type Anthropic from '@anthropic-ai/sdk';
import type { ModelMessage, ModelRequest } from './model.js';

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

/** The text of an answer: its text blocks, in order. */
export function textOf(content: readonly Anthropic.ContentBlock[]): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

/**
 * A Messages API stop reason in MCP's words (client/sampling, `stopReason`): `endTurn`, `maxTokens`,
 * `stopSequence`, `toolUse`; any other keeps its name, in camel case.
 */
export function toMcpStopReason(stopReason: string | null): string {
  return (stopReason ?? 'end_turn').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
