import type { SummarizeError } from '../common/errors.js';
import type { ToolAnswer } from '../call/runTool.js';

/** The current state of a summary document, or of the document for another tool's result. */
export interface SummaryState {
  /** The name of the source document, as on its tab. */
  readonly title: string;
  /** The part of it: "lines 3–20", "entire file". */
  readonly part: string;
  /** The tool, unless it is the one that summarizes. */
  readonly tool?: string;
  /** The server, unless it is the bundled one. */
  readonly server?: string;
  /** The requested model, until the answer names the actual one. */
  readonly model: string;
  readonly offline: boolean;
  /** What the model has written, per sampling request; at the end, only the tool's result. */
  readonly texts: readonly string[];
  readonly outcome:
    | { readonly kind: 'running'; readonly notice?: string }
    | { readonly kind: 'done'; readonly answer: ToolAnswer }
    | { readonly kind: 'failed'; readonly error: SummarizeError };
}
