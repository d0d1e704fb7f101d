import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { rangesOf } from '../sources/selection.js';
import type { ReadSource } from '../sources/sourceText.js';
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
    const remembered = this.#remembered.get(uri.toString());
    if (remembered !== undefined) return remembered;
    const { document, ranges } = state;
    return async () => {
      if (document === undefined) {
        throw new SummarizeError(
          'nothingToSummarize',
          `The text of ${state.title} was not kept; summarize it again where it comes from.`,
        );
      }
      const opened = await vscode.workspace.openTextDocument(vscode.Uri.parse(document, true));
      return rangesOf(
        opened,
        ranges.map(({ from, to }) =>
          opened.lineAt(Math.min(to, opened.lineCount) - 1).range.with(new vscode.Position(from - 1, 0)),
        ),
      );
    };
  }
}
