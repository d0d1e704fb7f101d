import type * as vscode from 'vscode';
import { rangesOf } from '../sources/selection.js';
import { SummarizeError } from '../../common/errors.js';
import type { SummaryState } from '../../summary/state.js';
import type { ReadSource } from '../sources/sourceText.js';
import { documentOf, rangesIn } from './sourceEditor.js';
import type { ShownSummary } from './summaryDocuments.js';

/** The most sources that are remembered; those of documents can be read without. */
const MAX_REMEMBERED = 100;

/** How to read the source of a summary again. */
export class SummarySources {
  readonly #remembered = new Map<string, ReadSource>();

  remember(uri: vscode.Uri, read: ReadSource): void {
    const key = uri.toString();
    this.#remembered.delete(key);
    this.#remembered.set(key, read);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }

  /**
   * Reads the source as it is now; one of a document also after the window was reloaded.
   *
   * @throws {SummarizeError} `nothingToSummarize`
   */
  readerOf({ uri, state }: ShownSummary): ReadSource {
    if (state.document !== undefined) {
      // Where its lines are by now.
      return async () => {
        const document = await documentOf(state);
        return rangesOf(document, rangesIn(document, state));
      };
    }
    const remembered = this.#remembered.get(uri.toString());
    if (remembered !== undefined) return remembered;
    return () => Promise.reject(gone(state));
  }
}

function gone({ title }: SummaryState): SummarizeError {
  return new SummarizeError(
    'nothingToSummarize',
    `The text of ${title} was not kept; summarize it again where it comes from.`,
  );
}
