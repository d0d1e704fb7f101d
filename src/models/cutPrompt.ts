import { estimateInputTokens } from './inputTokens.js';
import type { ModelRequest, TokenUsage } from './model.js';

/** Shorter prompts are not worth a guess, in estimated tokens. */
const LEAST_TOKENS = 2000;
/** Estimates are not off by more than this: even a text of only blanks has about this share of the tokens. */
const SHARE = 0.2;

/**
 * Whether a model seems to have read only part of its prompt: some local servers silently truncate a prompt that is too
 * long, and only their token count reveals it.
 */
export function seemsCut(request: ModelRequest, { inputTokens }: TokenUsage): boolean {
  const estimated = estimateInputTokens(request);
  return inputTokens > 0 && estimated >= LEAST_TOKENS && inputTokens < estimated * SHARE;
}
