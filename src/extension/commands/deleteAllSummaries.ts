import * as vscode from 'vscode';
import type { Services } from '../services.js';

const DELETE = 'Delete All';

/** Deletes all summaries that are kept in this workspace. */
export async function deleteAllSummaries({ kept, documents }: Services): Promise<void> {
  const all = await kept.list();
  if (all.length === 0) {
    vscode.window.setStatusBarMessage('No summaries are kept here', 3000);
    return;
  }
  const chosen = await vscode.window.showWarningMessage(
    all.length === 1
      ? 'Delete the summary kept in this workspace?'
      : `Delete all ${String(all.length)} summaries kept in this workspace?`,
    { modal: true, detail: 'This cannot be undone.' },
    DELETE,
  );
  if (chosen !== DELETE) return;
  await kept.deleteAll();
  for (const { uri } of all) documents.forget(uri);
}
