import * as vscode from 'vscode';
import { ActivityView } from './activity/activityView.js';
import { Services } from './services.js';

let services: Services | undefined;

/** Wires the commands; a command's code is loaded, and the server started, by its first use. */
export function activate(context: vscode.ExtensionContext): void {
  const shared = new Services(context);
  services = shared;
  const command = (name: string, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`mcpSummarize.${name}`, run);

  context.subscriptions.push(
    shared,
    new ActivityView(shared.activity, shared.totals),
    command('summarizeSelection', async () => {
      const { summarizeSelection } = await import('./commands/summarizeSelection.js');
      await summarizeSelection(shared);
    }),
    command('runToolOnSelection', async () => {
      const { runToolOnSelection } = await import('./commands/runToolOnSelection.js');
      await runToolOnSelection(shared);
    }),
    command('setApiKey', async () => {
      const { setApiKey } = await import('./commands/setApiKey.js');
      await setApiKey(shared);
    }),
    command('chooseModel', async () => {
      const { chooseModel } = await import('./commands/chooseModel.js');
      await chooseModel(shared);
    }),
    command('testConnection', async () => {
      const { testConnection } = await import('./commands/testConnection.js');
      await testConnection(shared);
    }),
    command('clearApiKey', async () => {
      const { clearApiKey } = await import('./commands/clearApiKey.js');
      await clearApiKey(shared);
    }),
    command('clearServerSecrets', async () => {
      const { clearServerSecrets } = await import('./commands/clearServerSecrets.js');
      await clearServerSecrets(shared);
    }),
    command('showActivity', async () => {
      const { showActivity } = await import('./commands/showActivity.js');
      await showActivity();
    }),
    command('exportActivity', async () => {
      const { exportActivity } = await import('./commands/exportActivity.js');
      await exportActivity(shared);
    }),
    command('clearActivity', async () => {
      const { clearActivity } = await import('./commands/clearActivity.js');
      clearActivity(shared);
    }),
    command('setPolicy', async () => {
      const { setPolicy } = await import('./commands/setPolicy.js');
      await setPolicy(shared);
    }),
    command('approveReview', async (tab) => {
      const { approveReview } = await import('./commands/approveReview.js');
      await approveReview(shared, tab);
    }),
    command('approveAllReviews', async (tab) => {
      const { approveAllReviews } = await import('./commands/approveAllReviews.js');
      await approveAllReviews(shared, tab);
    }),
    command('denyReview', async (tab) => {
      const { denyReview } = await import('./commands/denyReview.js');
      await denyReview(shared, tab);
    }),
    command('showLog', async () => {
      const { showLog } = await import('./commands/showLog.js');
      showLog(shared);
    }),
  );
}

/** Ends the server process. */
export async function deactivate(): Promise<void> {
  await services?.close();
  services = undefined;
}
