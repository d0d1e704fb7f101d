import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { assertIsNotIgnored } from './ignoredFiles.js';
import { isImageFile, readImageFile } from './image.js';
import { cellText, isNotebookFile, notebookText } from './notebook.js';
import { CELL_SCHEME } from './notebookCells.js';
import { rangesOf } from './selection.js';
import type { SourceText } from './sourceText.js';

/**
 * All of a file: a notebook as its cells, one of them as such, an image as such, anything else as its text, with unsaved changes.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export async function readDocument(uri: vscode.Uri): Promise<SourceText> {
  await assertIsNotIgnored({ uri });
  if (uri.scheme === CELL_SCHEME) return await cellText(uri);
  if (isNotebookFile(uri)) return await notebookText(uri);
  if (isImageFile(uri)) return await readImageFile(uri);
  return await rangesOf(await openDocument(uri), []);
}

/**
 * Opens a text file without showing it.
 *
 * @throws {SummarizeError} `nothingToSummarize`
 */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open !== undefined) return open;
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new SummarizeError(
      'nothingToSummarize',
      'Extensions cannot read this file; it may be binary or larger than 50 MB. Choose another one.',
      { cause: error },
    );
  }
}
