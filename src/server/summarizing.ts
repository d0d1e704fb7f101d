import type { AnswerCache } from './answerCache.js';
import type { Progress } from './progressTeller.js';
import type { Prompt, Wishes } from './prompts.js';
import type { Answer } from './sampler.js';
import type { Splittable, Splitter } from './splitter.js';

/** The text to summarize. */
export interface LongText extends Splittable, Wishes {
  /** Whether the model is asked what its sentences rest on. */
  readonly cite?: boolean | undefined;
}

/** What a summary is made with. */
export interface Summarizing {
  /** See `Sampler`. */
  readonly ask: (prompt: () => Prompt, tries?: number) => Promise<Answer>;
  readonly splitter: Splitter;
  readonly cache: Pick<AnswerCache, 'get' | 'set'>;
  /** Stays the same as long as the same model answers. */
  readonly answeredBy: string;
  readonly onProgress: (progress: Progress) => void;
  readonly log: (sentence: string) => void;
  readonly signal: AbortSignal;
}
