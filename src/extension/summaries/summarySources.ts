import * as vscode from 'vscode';
import { readDocument } from '../sources/document.js';
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
    const { document, ranges } = state;
    if (document !== undefined) {
      return async () => {
        if (ranges.length === 0) return await readDocument(vscode.Uri.parse(document, true));
        // Where its lines are by now.
        const opened = await documentOf(state);
        return await rangesOf(opened, rangesIn(opened, state));
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
