import { estimateTokens } from '../../text/tokens.js';
import { estimateInputTokens } from '../inputTokens.js';
import { textsOf, type ModelRequest } from '../model.js';

/**
 * The shortest prefix worth caching, in estimated tokens: Anthropic's smaller models cache nothing shorter
 * (Anthropic, "Prompt caching": 1,024 to 4,096 tokens).
 */
const LEAST_TOKENS = 4096;

/** How much of a request is written to the prompt cache for the next one to read. */
export type CacheMark =
  /** This many UTF-16 code units of the first message's first text. */
  | { readonly kind: 'prefix'; readonly length: number }
  /** All of it, because the next round of tool use will start with it. */
  | { readonly kind: 'conversation' };

/**
 * Decides which requests of a call use the prompt cache. Writing costs a quarter more than plain input, reading a
 * tenth, so only input that is known to recur is marked: a conversation that uses tools, from its second round on, and
 * a prefix that several requests share, marked by one request at a time until it is written.
 */
export class PromptCache {
  #before: { readonly system: string; readonly text: string } | undefined;
  #shared: { readonly system: string; readonly text: string; state: 'writing' | 'written' } | undefined;

  /** @returns the mark, and a callback for the end of the request */
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
    // Everything that precedes the text in the cache.
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

/** The API rejects a block without text. */
function hasMore(text: string, length: number): boolean {
  return text.slice(length).trim() !== '';
}

/** The length of the common prefix, in whole characters. */
function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return /[\ud800-\udbff]/.test(one.charAt(length - 1)) ? length - 1 : length;
}
