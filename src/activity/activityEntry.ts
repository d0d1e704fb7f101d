import { textsOf, type ModelChoice, type ModelRequest } from '../models/model.js';
import type { PassedBy } from '../sampling/gate.js';
import type { KeptTexts } from './keptTexts.js';

/** What became of a sampling request; `waiting` is for the user, or for a limit. */
export type Outcome = 'waiting' | 'running' | 'answered' | 'refused' | 'failed' | 'cancelled';

/** One sampling request as it is kept: figures, never keys, and texts only where the user wants them. */
export interface ActivityEntry {
  /** Counts from 1 over the life of the log. */
  readonly id: number;
  /** When it came, in ISO 8601. */
  readonly at: string;
  readonly server: string;
  /** Empty for a request that came outside of any call. */
  readonly tool: string;
  readonly outcome: Outcome;
  /** The stop reason of an answer, or why there is none, as a code. */
  readonly reason: string | null;
  /** What let it through: the policy, the user's answer to a question, or their review. */
  readonly passedBy: PassedBy | null;
  /** What the user changed in a review. */
  readonly edited: readonly ('prompt' | 'answer')[];
  /** The model that was chosen, what decided it, and the one that answered. */
  readonly modelAsked: string | null;
  readonly chosenBy: ModelChoice['by'] | null;
  readonly modelUsed: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Of the input, what was read from a prompt cache, and what was written into it. */
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  /** In US dollars, at list prices or the user's own; null where the model's price is not known. */
  readonly cost: number | null;
  /** How much less that is than without a prompt cache. */
  readonly savedByCache: number | null;
  /** From when it came to its end. */
  readonly milliseconds: number | null;
  /** How much of that was spent waiting. */
  readonly waitedMilliseconds: number;
  /** What the server asked for, and what was left of it by the user's own limit, in tokens. */
  readonly requestedMaxTokens: number | null;
  readonly maxTokens: number | null;
  readonly messages: number | null;
  readonly characters: number | null;
  readonly tools: number | null;
  /** Advice of the server that was not passed on. */
  readonly dropped: readonly string[];
  readonly texts: KeptTexts | null;
}

/** The call that sampling requests belong to. */
export interface ActivityCall {
  readonly server: string;
  readonly tool: string;
}

/** An entry of which nothing is known yet. */
export const EMPTY_ENTRY: Omit<ActivityEntry, 'id' | 'at' | keyof ActivityCall> = {
  outcome: 'running',
  reason: null,
  passedBy: null,
  edited: [],
  modelAsked: null,
  chosenBy: null,
  modelUsed: null,
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  cost: null,
  savedByCache: null,
  milliseconds: null,
  waitedMilliseconds: 0,
  requestedMaxTokens: null,
  maxTokens: null,
  messages: null,
  characters: null,
  tools: null,
  dropped: [],
  texts: null,
};

/** The figures of a request that a model is chosen for. */
export function figuresOf(request: ModelRequest, { name, by }: ModelChoice): Partial<ActivityEntry> {
  return {
    modelAsked: name,
    chosenBy: by,
    maxTokens: request.maxTokens,
    messages: request.messages.length,
    characters: request.messages
      .flatMap(({ content }) => textsOf(content))
      .reduce((sum, text) => sum + text.length, 0),
    tools: request.tools.length,
  };
}
