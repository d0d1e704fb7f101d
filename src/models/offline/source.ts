import { countLines } from '../../text/lines.js';
import type { LineRange } from '../../text/lineReference.js';

/** A text that an extract is made of. */
export interface Source {
  readonly text: string;
  /** VS Code's identifier, if it is known. */
  readonly languageId: string | undefined;
  /** Whether it is a part of its document, and not the first. */
  readonly isContinued: boolean;
  readonly signal: AbortSignal;
}

/** All lines of a text. */
export function wholeOf(text: string): LineRange {
  return { fromLine: 1, toLine: Math.max(1, countLines(text)) };
}
