import * as vscode from 'vscode';
import type { Services } from '../services.js';

/** Stops the summary of the active editor, or else the newest one that is being written. */
export function stop({ documents, runs }: Services, uri: unknown): void {
  const given = uri instanceof vscode.Uri ? uri : documents.active?.uri;
  if (!runs.stop(given)) vscode.window.setStatusBarMessage('No summary is being written', 3000);
}
