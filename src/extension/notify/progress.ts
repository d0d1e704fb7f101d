import * as vscode from 'vscode';
import { harmless } from './messages.js';

export type Report = (message: string) => void;

/** Runs work behind a notification that shows its progress and can cancel it. */
export async function withCancellableProgress<T>(
  title: string,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: harmless(title), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await work((message) => {
          progress.report({ message: harmless(message) });
        }, abort.signal);
      } finally {
        listener.dispose();
      }
    },
  );
}
