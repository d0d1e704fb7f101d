import * as vscode from 'vscode';
import { toSummarizeError } from '../errors.js';
import { showFailure } from '../vscode/messages.js';
import type { Services } from '../vscode/services.js';
import { readSettings } from '../vscode/settings.js';

export function registerClearApiKey({ keys }: Services): vscode.Disposable {
  return vscode.commands.registerCommand('mcpSummarize.clearApiKey', async () => {
    try {
      const { endpoint } = readSettings();
      const had = (await keys.get(endpoint)) !== undefined;
      await keys.clear(endpoint);
      void vscode.window.showInformationMessage(
        had
          ? `The API key for ${endpoint.host} was deleted.`
          : `There was no API key for ${endpoint.host} to delete.`,
      );
    } catch (error) {
      await showFailure(toSummarizeError(error));
    }
  });
}
