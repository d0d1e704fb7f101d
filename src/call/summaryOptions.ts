import type { PlanResult } from '../contract/summarize.js';
import type { Cost } from '../money/prices.js';
import type { CallOptions } from './runTool.js';

/** The optional arguments of the tool `summarize`, by name. */
interface SummaryArguments {
  readonly title?: string;
  readonly language_id?: string;
  readonly style?: string;
  readonly length?: string;
  readonly language?: string;
  readonly instructions?: string;
  /** The maximum size of one part, in estimated tokens. */
  readonly part_tokens?: number;
  /** The line of its document at which the text begins. */
  readonly first_line?: number;
  /** Whether repeated entries of a long log stand once. */
  readonly fold?: boolean;
  /** Whether the model is asked which lines its sentences rest on. */
  readonly cite?: boolean;
}

/** What a summary takes, and its maximum cost if the price is known. */
export interface PricedPlan extends PlanResult {
  readonly cost: Cost | undefined;
}

export interface SummaryOptions extends CallOptions {
  readonly about?: SummaryArguments;
  /** Arguments that the user gave by name. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Called before a text is summarized in several parts. */
  readonly onLong?: () => void;
  /** Asks the user before a summary of at least this many tokens (estimated). */
  readonly confirm?: { readonly from: number; readonly ask: (plan: PricedPlan) => Promise<boolean> };
}
