import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { oneLine } from '../../common/errors.js';
import { toolNames, toolParams, toolUseId, type ToolNames } from './tools.js';
import type { CacheMark } from './promptCache.js';
import type { ModelAnswer, ModelContent, ModelMessage, ModelRequest } from '../model.js';

/**
 * Converts a model request to a streaming Messages API request. Lone surrogates, which UTF-8 cannot encode, become
 * U+FFFD.
 */
export function toMessagesRequest(
  request: ModelRequest,
  model: string,
  mark?: CacheMark,
): Anthropic.MessageStreamParams {
  const names = toolNames(request);
  return {
    model,
    max_tokens: request.maxTokens,
    messages: marked(
      request.messages.map((message) => toMessageParam(message, names)),
      mark,
    ),
    ...(request.systemPrompt !== undefined && { system: request.systemPrompt.toWellFormed() }),
    ...(request.stopSequences.length > 0 && { stop_sequences: [...request.stopSequences] }),
    ...(request.userId !== undefined && { metadata: { user_id: request.userId.toWellFormed() } }),
    ...toolParams(request, names),
  };
}

/** The messages, marked with what goes into the prompt cache. */
function marked(messages: readonly MessageParam[], mark: CacheMark | undefined): MessageParam[] {
  if (mark === undefined) return [...messages];
  const at = mark.kind === 'prefix' ? 0 : messages.length - 1;
  return messages.map((message, index) =>
    index === at ? { ...message, content: markedContent(message.content, mark) } : message,
  );
}

function markedContent(content: readonly BlockParam[], mark: CacheMark): BlockParam[] {
  const cache_control = { type: 'ephemeral' as const };
  if (mark.kind === 'conversation') {
    return content.map((block, index) =>
      index === content.length - 1 ? { ...block, cache_control } : block,
    );
  }
  const [first, ...others] = content;
  if (first?.type !== 'text') return [...content];
  return [
    { ...first, text: first.text.slice(0, mark.length), cache_control },
    { ...first, text: first.text.slice(mark.length) },
    ...others,
  ];
}

type BlockParam =
  | Anthropic.TextBlockParam
  | Anthropic.ImageBlockParam
  | Anthropic.ToolUseBlockParam
  | Anthropic.ToolResultBlockParam;
interface MessageParam {
  role: 'user' | 'assistant';
  content: BlockParam[];
}

function toMessageParam({ role, content }: ModelMessage, names: ToolNames): MessageParam {
  // The API rejects empty text next to other content, and such text carries no meaning.
  const kept = content.filter((block) => block.type !== 'text' || block.text !== '');
  return { role, content: (kept.length > 0 ? kept : content).map((block) => toBlockParam(block, names)) };
}

function toBlockParam(block: ModelContent, names: ToolNames): BlockParam {
  switch (block.type) {
    case 'text':
    case 'image':
      return toLeafParam(block);
    case 'toolUse':
      return {
        type: 'tool_use',
        id: toolUseId(block.id),
        name: names.toApi(block.name),
        input: block.input,
      };
    case 'toolResult':
      return {
        type: 'tool_result',
        tool_use_id: toolUseId(block.toolUseId),
        content: block.content.map(toLeafParam),
        ...(block.isError && { is_error: true }),
      };
  }
}

function toLeafParam(
  block: Extract<ModelContent, { type: 'text' | 'image' }>,
): Anthropic.TextBlockParam | Anthropic.ImageBlockParam {
  return block.type === 'text'
    ? { type: 'text', text: block.text.toWellFormed() }
    : { type: 'image', source: { type: 'base64', media_type: block.mimeType, data: block.data } };
}

const tokens = z.number().nonnegative().nullish().catch(null);

/** What compatible endpoints get wrong or leave out. */
const messageFigures = z.object({
  model: z.string().min(1).nullish().catch(null),
  stop_reason: z.string().nullish().catch(null),
  stop_sequence: z.string().nullish().catch(null),
  usage: z
    .object({
      input_tokens: tokens,
      output_tokens: tokens,
      cache_creation_input_tokens: tokens,
      cache_read_input_tokens: tokens,
    })
    .catch({ input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }),
});

/** A model's tool input; anything but an object is unusable. */
const toolInput = z.record(z.string(), z.unknown()).catch({});

/**
 * A whole message as an answer. Input tokens read from and written to the prompt cache, which the API
 * counts apart, are input tokens here.
 *
 * @param asked the model that was asked, for an endpoint that does not say which one answered
 */
export function toAnswer(
  message: Anthropic.Message,
  request: ModelRequest,
  asked: string,
  apiKey: string | undefined,
): ModelAnswer {
  const { model, stop_reason, stop_sequence, usage } = messageFigures.parse(message);
  const { cache_creation_input_tokens: written, cache_read_input_tokens: read } = usage;
  const input = [usage.input_tokens, written, read];
  return {
    model: oneLine(withoutKey(model ?? asked, apiKey), 100),
    content: toContent(message.content, toolNames(request)),
    stopReason: toMcpStopReason(withoutKey(stopReasonOf(stop_reason, stop_sequence) ?? 'end_turn', apiKey)),
    usage: {
      inputTokens: input.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      outputTokens: usage.output_tokens ?? 0,
      ...(read != null && read > 0 && { cacheReadTokens: read }),
      ...(written != null && written > 0 && { cacheWriteTokens: written }),
    },
  };
}

/** llama.cpp reports the stop sequence together with `end_turn`. */
function stopReasonOf(reason: string | null | undefined, sequence: string | null | undefined): string | null {
  const isStopped = (reason ?? 'end_turn') === 'end_turn' && (sequence ?? '') !== '';
  return isStopped ? 'stop_sequence' : (reason ?? null);
}

/** The blocks of an answer, in order; adjacent texts are merged. Thinking is neither requested nor passed on. */
function toContent(blocks: readonly Anthropic.ContentBlock[], names: ToolNames): ModelAnswer['content'] {
  const content: ModelAnswer['content'][number][] = [];
  for (const block of blocks) {
    const last = content.at(-1);
    if (block.type === 'tool_use') {
      const { id, name, input } = block;
      content.push({ type: 'toolUse', id, name: names.fromApi(name), input: toolInput.parse(input) });
    } else if (block.type === 'text' && last?.type === 'text') {
      content.splice(-1, 1, { type: 'text', text: last.text + block.text });
    } else if (block.type === 'text') {
      content.push({ type: 'text', text: block.text });
    }
  }
  return content;
}

/** An endpoint's text with any quoted key removed. */
export function withoutKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined ? text : text.replaceAll(apiKey, '[key]');
}

/** The stop reasons of the Messages API in MCP's words (client/sampling, `stopReason`). */
const STOP_REASONS: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'endTurn'],
  ['max_tokens', 'maxTokens'],
  ['stop_sequence', 'stopSequence'],
  ['tool_use', 'toolUse'],
  ['pause_turn', 'pauseTurn'],
  ['refusal', 'refusal'],
  ['model_context_window_exceeded', 'modelContextWindowExceeded'],
]);

/**
 * A stop reason in MCP's words. Any other is told unchanged, so that a secret that it repeats is still found in it, and
 * only if it is a plain name: users read it in a sentence.
 */
export function toMcpStopReason(stopReason: string | null): string {
  const reason = stopReason ?? 'end_turn';
  return STOP_REASONS.get(reason) ?? (/^[\w-]{1,64}$/.test(reason) ? reason : 'unknown');
}
