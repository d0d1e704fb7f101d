import { estimateTokens } from '../../text/tokens.js';
import { estimateInputTokens } from '../inputTokens.js';
import { textsOf, type ModelRequest } from '../model.js';

/**
 * The least that is worth it, in tokens as estimated: Anthropic's smaller models cache no shorter prefix
 * (Anthropic, "Prompt caching": 1,024 to 4,096 tokens).
 */
const LEAST_TOKENS = 4096;

/** How far a request goes into the prompt cache, so that the next one reads it from there. */
export type CacheMark =
  /** So many UTF-16 code units of the first message's first text. */
  | { readonly kind: 'prefix'; readonly length: number }
  /** All of it: the next round of tool use will begin with it. */
  | { readonly kind: 'conversation' };

/**
 * Decides which requests of one call use the prompt cache. What is written into it costs a quarter more, what is
 * read from it a tenth; so only what was seen to come again is marked: a conversation that uses tools, from its second
 * round on, and a beginning that several requests share, by one of them at a time until it is written.
 */
export class PromptCache {
  #before: { readonly system: string; readonly text: string } | undefined;
  #shared: { readonly system: string; readonly text: string; state: 'writing' | 'written' } | undefined;

  /** @returns the mark, and what is to be told of the request's end */
  markFor(
    request: ModelRequest,
    model: string,
  ): { readonly mark: CacheMark | undefined; ended(answered: boolean): void } {
    const unmarked = { mark: undefined, ended: () => undefined };
    if (request.messages.some(({ content }) => content.some(({ type }) => type === 'toolResult'))) {
      return estimateInputTokens(request) >= LEAST_TOKENS
        ? { ...unmarked, mark: { kind: 'conversation' } }
        : unmarked;
    }
    // All that stands before the text in a cache.
    const system = JSON.stringify([model, request.tools, request.systemPrompt ?? '']);
    const text = textsOf(request.messages[0]?.content.slice(0, 1) ?? [])[0] ?? '';
    const before = this.#before;
    this.#before = { system, text };
    const known = this.#shared;
    if (known?.system === system && text.startsWith(known.text)) {
      return known.state === 'written' && hasMore(text, known.text.length)
        ? { ...unmarked, mark: { kind: 'prefix', length: known.text.length } }
        : unmarked;
    }
    if (before?.system !== system) return unmarked;
    const length = commonLength(before.text, text);
    const prefix = text.slice(0, length);
    if (!hasMore(text, length) || estimateTokens(prefix) < LEAST_TOKENS) return unmarked;
    const shared = { system, text: prefix, state: 'writing' as 'writing' | 'written' };
    this.#shared = shared;
    return {
      mark: { kind: 'prefix', length },
      ended: (answered) => {
        if (answered) shared.state = 'written';
        else if (this.#shared === shared) this.#shared = undefined;
      },
    };
  }
}

/** The API refuses a block without any text. */
function hasMore(text: string, length: number): boolean {
  return text.slice(length).trim() !== '';
}

/** How long two texts are the same, in whole characters. */
function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return /[\ud800-\udbff]/.test(one.charAt(length - 1)) ? length - 1 : length;
}
