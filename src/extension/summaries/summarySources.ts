import type * as vscode from 'vscode';
import { rangesOf } from '../sources/selection.js';
import { SummarizeError } from '../../common/errors.js';
import type { SummaryState } from '../../summary/state.js';
import type { ReadSource } from '../sources/sourceText.js';
import { documentOf, rangesIn } from './sourceEditor.js';
import { Recent } from './recent.js';
import type { ShownSummary } from './summaryDocuments.js';

/** How to read the source of a summary again. */
export class SummarySources {
  readonly #recent = new Recent<ReadSource>();

  remember(uri: vscode.Uri, read: ReadSource): void {
    this.#recent.remember(uri, read);
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
    const remembered = this.#recent.get(uri);
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
