import * as vscode from 'vscode';
import type { Runs } from '../summaries/runs.js';
import type { SummaryDocuments } from '../summaries/summaryDocuments.js';

/**
 * Stops the summary that a menu or an item names, and no other; without one, that of the active editor, or else the
 * newest one that is being written.
 */
export function stop(
  { documents, runs }: { readonly documents: Pick<SummaryDocuments, 'active'>; readonly runs: Runs },
  uri: unknown,
): void {
  const isStopped =
    uri instanceof vscode.Uri ? runs.stop(uri) : runs.stop(documents.active?.uri) || runs.stop(runs.newest);
  if (!isStopped) vscode.window.setStatusBarMessage('No summary is being written', 3000);
}
