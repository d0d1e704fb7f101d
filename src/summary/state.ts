import type { SummarizeError } from '../common/errors.js';
import type { ToolAnswer } from '../call/runTool.js';

/** Lines of a document, from 1, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What was taken of a document. */
export interface SourceRange extends LineRange {
  /** Exactly, as VS Code counts: start line, start character, end line, end character, from 0. */
  readonly exact: readonly [number, number, number, number];
}

/** For each sentence of a summary, where in the document the lines are that it rests on; null where they have changed. */
export type SentenceLines = readonly (readonly (LineRange | null)[])[];

/** What the user wants of a summary, besides the settings. */
export interface Wishes {
  readonly style?: string | undefined;
  readonly length?: string | undefined;
  readonly language?: string | undefined;
}

/** What was replaced in a text before it was sent. */
export interface Redaction {
  /** The kind of secret. */
  readonly name: string;
  readonly line: number;
}

/** A result as it is now, or how it ended. */
export type Outcome =
  | { readonly kind: 'running'; readonly notice?: string }
  | { readonly kind: 'done'; readonly answer: ToolAnswer }
  | { readonly kind: 'failed'; readonly error: SummarizeError };

/** A question about the text, asked below its summary. */
export interface AskedQuestion {
  readonly question: string;
  /** What the model has written. */
  readonly text: string;
  readonly outcome: Outcome;
}

/** The current state of a summary document, or of the document for another tool's result. */
export interface SummaryState {
  /** The name of the source, as on its tab. */
  readonly title: string;
  /** The part of it: "lines 3–20", "entire file". */
  readonly part: string;
  /** The same for the tab, "L3–20"; empty for all of it. */
  readonly lines: string;
  /** The document that holds the source, as a URI; undefined where none does. */
  readonly document?: string | undefined;
  /** What was taken of it; empty for all. */
  readonly ranges: readonly SourceRange[];
  /**
   * Begins a link to a line of the source in the preview: `/src/parse.ts`, or nothing for what is not in the workspace's
   * first folder; undefined if there can be none.
   */
  readonly link?: string | undefined;
  /** The tool, unless it is the one that summarizes. */
  readonly tool?: string | undefined;
  /** The server, unless it is the bundled one. */
  readonly server?: string | undefined;
  /** The requested model, until the answer names the actual one. */
  readonly model: string;
  readonly offline: boolean;
  /** The style in words; empty if none was asked for. */
  readonly style: string;
  readonly wishes: Wishes;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long it took; undefined while it runs. */
  readonly seconds?: number | undefined;
  /** Of the text that was taken, to know it again; undefined until the summary is there. */
  readonly digest?: string | undefined;
  /** Where the lines of its sentences are by now; undefined where they are not lines of one document. */
  readonly sentenceLines?: SentenceLines | undefined;
  /** Whether the source has changed since. */
  readonly isStale: boolean;
  readonly redactions: readonly Redaction[];
  /** What was not read, and why: "logo.png (binary)". */
  readonly leftOut: readonly string[];
  /** What the model has written, per sampling request; at the end, only the tool's result. */
  readonly texts: readonly string[];
  readonly outcome: Outcome;
  readonly questions: readonly AskedQuestion[];
}
