import type * as vscode from 'vscode';
import { registerClearApiKey } from './commands/clearApiKey.js';
import { registerSetApiKey } from './commands/setApiKey.js';
import { registerShowLog } from './commands/showLog.js';
import { registerSummarizeSelection } from './commands/summarizeSelection.js';
import { Services } from './vscode/services.js';

let services: Services | undefined;

/** Wires the commands; nothing heavy is loaded and no process started before the first summary. */
export function activate(context: vscode.ExtensionContext): void {
  services = new Services(context);
  context.subscriptions.push(
    services,
    registerSummarizeSelection(services),
    registerSetApiKey(services),
    registerClearApiKey(services),
    registerShowLog(services),
  );
}

/** Ends the server process. */
export async function deactivate(): Promise<void> {
  await services?.close();
  services = undefined;
}
