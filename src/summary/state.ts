import type { SummarizeError } from '../common/errors.js';
import type { ToolAnswer } from '../call/runTool.js';

/** What a summary document, or that of another tool's result, shows at a moment. */
export interface SummaryState {
  /** The document that the text is from, as its tab calls it. */
  readonly title: string;
  /** Which part of it: "lines 3–20", "the whole document". */
  readonly part: string;
  /** The tool, where it is another one than the one that summarizes. */
  readonly tool?: string;
  /** The server, where it is not the bundled one. */
  readonly server?: string;
  /** The model that is asked, until the answer says which one it was. */
  readonly model: string;
  readonly offline: boolean;
  /** What the model has written, for each sampling request; at the end, the tool's result alone. */
  readonly texts: readonly string[];
  readonly outcome:
    | { readonly kind: 'running'; readonly notice?: string }
    | { readonly kind: 'done'; readonly answer: ToolAnswer }
    | { readonly kind: 'failed'; readonly error: SummarizeError };
}
