import * as vscode from 'vscode';
import * as z from 'zod';
import { SummarizeError } from '../../common/errors.js';
import { cellsText } from '../sources/notebook.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
/** A cell, as its menu gives it. */
const given = z.object({ index: z.int().nonnegative(), notebook: z.object({ uri }) });

/**
 * Summarizes a cell of a notebook, with its output.
 *
 * @param argument the cell that was clicked; the selected one without
 */
export async function summarizeCell(services: Services, argument?: unknown): Promise<void> {
  const cell = cellFrom(argument);
  await summarizeSource(services, {
    name: 'Summarize Cell',
    read: async () => {
      if (cell !== undefined) return await cellsText([cell], cell.notebook.uri);
      throw new SummarizeError('nothingToSummarize', 'Select a cell of a notebook, and try again.');
    },
  });
}

function cellFrom(argument: unknown): vscode.NotebookCell | undefined {
  const { data } = given.safeParse(argument);
  const active = vscode.window.activeNotebookEditor;
  const key = data?.notebook.uri.toString();
  const notebook =
    key === undefined
      ? active?.notebook
      : vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === key);
  const index = data?.index ?? active?.selection.start;
  return index === undefined ? undefined : notebook?.getCells()[index];
}
