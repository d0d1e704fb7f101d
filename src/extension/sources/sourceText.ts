import type * as vscode from 'vscode';
import type { ImageContent } from '../../models/model.js';
import type { SourceRange } from '../../summary/state.js';

/** Where a text stands, so that one can go back to it, or read it again. */
interface Place {
  readonly uri: vscode.Uri;
  /** What was taken of it, in its order; empty for all of it. */
  readonly ranges: readonly vscode.Range[];
}

/** A text to summarize, as a source has it now. */
export interface SourceText {
  /** Empty for an image. */
  readonly text: string;
  readonly image?: ImageContent;
  /** Short, for the tab: "parse.ts", "Staged changes", "Last command". */
  readonly title: string;
  /** "lines 3–20", "3 selections", "entire file", "12 files". */
  readonly part: string;
  /** Its lines for the tab: "L3–20"; empty if it is all of the source. */
  readonly lines: string;
  /** The first line in the document, from 1; undefined if lines of the text are not lines of one document. */
  readonly firstLine: number | undefined;
  /** VS Code's language identifier. */
  readonly languageId: string;
  /** Equal for the same source, whatever it holds by now: the same tab shows its summary. */
  readonly identity: string;
  /** undefined where no document holds it, as for a terminal. */
  readonly place?: Place | undefined;
  /** The name of the file, if it is a link that leads to it. */
  readonly leadsTo?: string | undefined;
  /** What is not in the text although it belongs to the source: "logo.png (binary)". */
  readonly leftOut?: readonly string[];
  /** Whether the user sees what it takes and costs first, whatever its size: a folder may hold anything. */
  readonly asksFirst?: boolean;
}

/** Reads a source: again for each summary of it, so that it is what the source holds then. */
export type ReadSource = (signal: AbortSignal) => Promise<SourceText>;

/** A range for a summary's state; one that ends at the begin of a line is without that line. */
export function sourceRange({ start, end }: vscode.Range): SourceRange {
  const last = end.line + (end.character === 0 && end.line > start.line ? 0 : 1);
  return {
    from: start.line + 1,
    to: last,
    exact: [start.line, start.character, end.line, end.character],
  };
}
