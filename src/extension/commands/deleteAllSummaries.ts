import * as vscode from 'vscode';
import { endWriting, forget, type Places } from './deleteSummary.js';

const DELETE = 'Delete All';

/** Deletes all summaries that are kept in this workspace. */
export async function deleteAllSummaries(places: Places): Promise<void> {
  const { kept } = places;
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
  await Promise.all(
    all.map(async (summary) => {
      await endWriting(places, summary);
    }),
  );
  await kept.deleteAll();
  for (const summary of all) forget(places, summary);
}
