import * as vscode from 'vscode';
import * as z from 'zod';
import { SummarizeError } from '../../common/errors.js';
import { notebookText } from '../sources/notebook.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
/** What the menus of a notebook's editor give. */
const context = z.object({ notebookEditor: z.object({ notebookUri: uri }) });

/**
 * Summarizes a notebook: its cells and what they printed.
 *
 * @param argument what a menu gives: a URI, or what holds one; the active notebook without
 */
export async function summarizeNotebook(services: Services, argument?: unknown): Promise<void> {
  const notebook =
    uri.safeParse(argument).data ??
    context.safeParse(argument).data?.notebookEditor.notebookUri ??
    vscode.window.activeNotebookEditor?.notebook.uri;
  await summarizeSource(services, {
    name: 'Summarize Notebook',
    read: async () => {
      if (notebook !== undefined) return await notebookText(notebook);
      throw new SummarizeError('nothingToSummarize', 'Open a notebook to summarize.');
    },
  });
}
