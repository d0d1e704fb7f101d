import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { diffSource } from './diffEditor.js';
import { readDocument } from './document.js';
import { previewedFile } from './markdownPreview.js';
import { cellsText, notebookText } from './notebook.js';
import { readRanges, readSelection } from './selection.js';
import type { ReadSource } from './sourceText.js';
import { terminalText } from './terminal.js';

/** What of the active tab is meant: what is selected in it, if anything is, or all of it. */
export type Extent = 'selection' | 'all';

/**
 * What the user looks at, whatever kind of tab shows it: an editor, a notebook or its selected cells, a comparison, a
 * Markdown preview, another custom editor, a terminal. It stays the same however often it is read.
 */
export function activeSource(extent: Extent): ReadSource {
  const { activeTextEditor: editor, activeNotebookEditor } = vscode.window;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const input = tab?.input;
  const isSelected = editor?.selections.some(({ isEmpty }) => !isEmpty) ?? false;
  if (extent === 'selection' && editor !== undefined && isSelected) return readSelection(editor);
  if (input instanceof vscode.TabInputTextDiff) return diffSource(input);
  if (input instanceof vscode.TabInputNotebook) {
    const { uri } = input;
    if (extent === 'all' || activeNotebookEditor?.notebook.uri.toString() !== uri.toString()) {
      return async () => await notebookText(uri);
    }
    const { notebook, selections } = activeNotebookEditor;
    return async () =>
      await cellsText(
        selections.flatMap((range) => notebook.getCells(range)),
        uri,
      );
  }
  if (editor !== undefined) return extent === 'all' ? readRanges(editor.document, []) : readSelection(editor);
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) {
    const { uri } = input;
    if (uri.scheme === 'mcp-summary')
      return failing('This is a summary. To write it anew, use “Summarize Again…”.');
    return async () => await readDocument(uri);
  }
  if (tab !== undefined && input instanceof vscode.TabInputWebview)
    return previewedFile(tab.label, input.viewType);
  if (input instanceof vscode.TabInputTerminal) return terminalText();
  if (input instanceof vscode.TabInputNotebookDiff) {
    return failing('Comparisons of notebooks cannot be summarized; open one of the two.');
  }
  return failing('Open a text file to summarize, or choose one in the Explorer.');
}

function failing(message: string): ReadSource {
  return () => Promise.reject(new SummarizeError('nothingToSummarize', message));
}
