import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import type { SummaryState } from '../../summary/state.js';
import { rangesIn } from './sourceEditor.js';

/** Tells whether a text is still the one that was summarized, without keeping it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Whether a document no longer holds what was summarized, in the lines where it was; false if that is not known. */
export function isChanged(document: vscode.TextDocument, state: SummaryState): boolean {
  if (state.digest === undefined) return false;
  const ranges = rangesIn(document, state);
  const text =
    ranges.length === 0
      ? document.getText()
      : ranges
          .toSorted((one, other) => one.start.compareTo(other.start))
          .map((range) => document.getText(range))
          .join('\n\n');
  return digestOf(text) !== state.digest;
}
