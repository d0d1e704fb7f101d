import { estimateInputTokens } from './inputTokens.js';
import type { ModelRequest, TokenUsage } from './model.js';

/** A shorter prompt is not worth a guess, in tokens as estimated. */
const LEAST_TOKENS = 2000;
/** Estimates err, but not that far: a text of nothing but blanks has about this share of tokens. */
const SHARE = 0.2;

/**
 * Whether a model seems to have read only a part of its prompt: some local servers cut what is too long for them,
 * and say nothing; only the tokens that they count tell.
 */
export function seemsCut(request: ModelRequest, { inputTokens }: TokenUsage): boolean {
  const estimated = estimateInputTokens(request);
  return inputTokens > 0 && estimated >= LEAST_TOKENS && inputTokens < estimated * SHARE;
}
