import type { SummarizeError } from '../errors.js';
import type { Summary } from '../summarize.js';

/** What a summary document shows at a moment. */
export interface SummaryState {
  /** The document that is summarized, as its tab calls it. */
  readonly title: string;
  /** Which part of it: "lines 3–20", "the whole document". */
  readonly part: string;
  /** The model that is asked, until the answer says which one it was. */
  readonly model: string;
  readonly offline: boolean;
  readonly text: string;
  readonly outcome:
    | { readonly kind: 'running'; readonly notice?: string }
    | { readonly kind: 'done'; readonly summary: Summary }
    | { readonly kind: 'failed'; readonly error: SummarizeError };
}
