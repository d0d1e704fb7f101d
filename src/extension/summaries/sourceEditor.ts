import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { isImageFile } from '../sources/image.js';
import { isNotebookFile } from '../sources/notebook.js';
import type { SummaryState } from '../../summary/state.js';

/** The editor of a summary's source, and what was taken of it. */
export interface SourceEditor {
  readonly editor: vscode.TextEditor;
  /** Empty for all of the document. */
  readonly ranges: readonly vscode.Range[];
}

/** The source of a summary, if it is shown in an editor of its own kind rather than as text. */
export function shownOtherwise({ document, ranges }: SummaryState): vscode.Uri | undefined {
  const uri = document === undefined ? undefined : vscode.Uri.parse(document, true);
  if (uri === undefined) return undefined;
  return isImageFile(uri) || (isNotebookFile(uri) && ranges.length === 0) ? uri : undefined;
}

/**
 * Shows the source of a summary where it is open already, or else in the first column.
 *
 * @throws {SummarizeError} `nothingToSummarize` if no document holds it any more, or it is no text to edit
 */
export async function openSource(state: SummaryState): Promise<SourceEditor> {
  if (shownOtherwise(state) !== undefined) {
    throw new SummarizeError(
      'nothingToSummarize',
      `${state.title} cannot be edited as text; copy the summary instead.`,
    );
  }
  const document = await documentOf(state);
  const viewColumn = columnOf(document.uri) ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preview: false });
  return { editor, ranges: rangesIn(document, state) };
}

/**
 * The document of a summary's source.
 *
 * @throws {SummarizeError} `nothingToSummarize` if there is none any more
 */
export async function documentOf({ document, title }: SummaryState): Promise<vscode.TextDocument> {
  if (document === undefined) {
    throw new SummarizeError(
      'nothingToSummarize',
      `No file holds the text of ${title}; choose another summary.`,
    );
  }
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(document, true));
  } catch (cause) {
    throw new SummarizeError('nothingToSummarize', `${title} cannot be opened any more; was it moved?`, {
      cause,
    });
  }
}

/** What a summary is of, as far as the document still has it. */
export function rangesIn(document: vscode.TextDocument, { ranges }: SummaryState): vscode.Range[] {
  return ranges.map(({ exact }) => document.validateRange(new vscode.Range(...exact)));
}

/**
 * Edits the source, in one step that can be undone.
 *
 * @throws {SummarizeError} `nothingToSummarize` if it cannot be edited
 */
export async function editSource(
  editor: vscode.TextEditor,
  change: (edit: vscode.TextEditorEdit) => void,
): Promise<void> {
  if (await editor.edit(change)) return;
  throw new SummarizeError(
    'nothingToSummarize',
    'The source cannot be edited; if it is read-only, copy the summary instead.',
  );
}

/** A text with the line ends of a document. */
export function inLinesOf(document: vscode.TextDocument, text: string): string {
  return document.eol === vscode.EndOfLine.CRLF ? text.replace(/\r?\n/g, '\r\n') : text;
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const shown = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(shown))?.viewColumn;
}
