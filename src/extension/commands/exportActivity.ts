import * as vscode from 'vscode';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/** Writes the recorded sampling requests to a file the user picks, as JSON Lines. */
export async function exportActivity(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Export Sampling Activity',
    run: async () => {
      const { activity } = services;
      if (activity.entries.length === 0) {
        void vscode.window.showInformationMessage('No sampling activity to export.');
        return;
      }
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const target = await vscode.window.showSaveDialog({
        title: 'Export Sampling Activity',
        filters: { 'JSON Lines': ['jsonl'] },
        ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, 'sampling-activity.jsonl') }),
      });
      if (target === undefined) return;
      const count = activity.entries.length;
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(activity.toJsonLines()));
      void vscode.window.showInformationMessage(
        `Exported ${String(count)} sampling ${count === 1 ? 'request' : 'requests'}.`,
      );
    },
  });
}
