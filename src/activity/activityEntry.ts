import { textsOf, type ModelChoice, type ModelRequest } from '../models/model.js';
import type { PassedBy } from '../sampling/gate.js';
import type { KeptTexts } from './keptTexts.js';

/** The outcome of a sampling request; `waiting` means for the user or for a limit. */
export type Outcome = 'waiting' | 'running' | 'answered' | 'refused' | 'failed' | 'cancelled';

/** The record of one sampling request: figures, never keys, and texts only if the user wants them. */
export interface ActivityEntry {
  /** Counts from 1 over the life of the log. */
  readonly id: number;
  /** When it arrived, in ISO 8601. */
  readonly at: string;
  readonly server: string;
  /** Empty for a request outside of any call. */
  readonly tool: string;
  readonly outcome: Outcome;
  /** The stop reason of the answer, or a code for why there is none. */
  readonly reason: string | null;
  /** What approved it: the policy, the user's decision, or their review. */
  readonly passedBy: PassedBy | null;
  /** What the user changed in a review. */
  readonly edited: readonly ('prompt' | 'answer')[];
  /** The chosen model, why it was chosen, and the model that answered. */
  readonly modelAsked: string | null;
  readonly chosenBy: ModelChoice['by'] | null;
  readonly modelUsed: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The input tokens read from and written to a prompt cache. */
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  /** In US dollars, at list prices or the user's own; null if the model's price is not known. */
  readonly cost: number | null;
  /** The amount saved by the prompt cache. */
  readonly savedByCache: number | null;
  /** From arrival to end. */
  readonly milliseconds: number | null;
  /** How much of that was spent waiting. */
  readonly waitedMilliseconds: number;
  /** The server's limit, and the limit after applying the user's own, in tokens. */
  readonly requestedMaxTokens: number | null;
  readonly maxTokens: number | null;
  readonly messages: number | null;
  readonly characters: number | null;
  readonly tools: number | null;
  /** Parameters from the server that were not passed on. */
  readonly dropped: readonly string[];
  readonly texts: KeptTexts | null;
}

/** The call that a sampling request belongs to. */
export interface ActivityCall {
  readonly server: string;
  readonly tool: string;
}

/** The initial values of an entry. */
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

/** The figures of a request and its chosen model. */
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
