import * as vscode from 'vscode';
import type { Services } from '../vscode/services.js';

export function registerShowLog({ log }: Services): vscode.Disposable {
  return vscode.commands.registerCommand('mcpSummarize.showLog', () => {
    log.show();
  });
}
