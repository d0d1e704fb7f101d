import * as vscode from 'vscode';
import { summaryText } from '../../summary/summaryText.js';
import type { Services } from '../services.js';
import { activeSummary, answerOf } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

/** Saves the summary alone as a Markdown file of the user's choice. */
export async function saveSummary(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Save Summary As',
    run: async () => {
      const summary = await activeSummary(services, given);
      const text = `${summaryText(answerOf(summary)).trim()}\n`;
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const name = `${summary.uri.path.slice(1)}.md`;
      const target = await vscode.window.showSaveDialog({
        title: 'Save Summary As',
        filters: { Markdown: ['md'] },
        ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
      });
      if (target === undefined) return;
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
      vscode.window.setStatusBarMessage('$(check) Summary saved', 3000);
    },
  });
}
