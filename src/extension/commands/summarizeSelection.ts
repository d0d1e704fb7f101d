import * as vscode from 'vscode';
import { rangesOf, selectedText } from '../sources/selection.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

/** Summarizes the selection in the active editor, or the entire file. */
export async function summarizeSelection(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.selections ?? [];
  await summarizeSource(services, {
    name: 'Summarize Selection',
    // Again, it is the same lines, whatever is selected by then.
    read: () =>
      Promise.resolve(editor === undefined ? selectedText(editor) : rangesOf(editor.document, selections)),
  });
}
