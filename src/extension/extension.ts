import * as vscode from 'vscode';
import { ActivityView } from './activity/activityView.js';
import { ReviewDocuments } from './consent/reviewDocuments.js';
import { SummaryDocuments } from './preview/summaryDocuments.js';
import type { Services } from './services.js';

type Command = (services: Services, argument: unknown) => Promise<void> | void;

/** The commands; each loads its code, and starts the server, on first use. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  summarizeSelection: async () => (await import('./commands/summarizeSelection.js')).summarizeSelection,
  runToolOnSelection: async () => (await import('./commands/runToolOnSelection.js')).runToolOnSelection,
  setApiKey: async () => (await import('./commands/setApiKey.js')).setApiKey,
  clearApiKey: async () => (await import('./commands/clearApiKey.js')).clearApiKey,
  clearServerSecrets: async () => (await import('./commands/clearServerSecrets.js')).clearServerSecrets,
  chooseModel: async () => (await import('./commands/chooseModel.js')).chooseModel,
  testConnection: async () => (await import('./commands/testConnection.js')).testConnection,
  setPolicy: async () => (await import('./commands/setPolicy.js')).setPolicy,
  approveReview: async () => (await import('./commands/approveReview.js')).approveReview,
  approveAllReviews: async () => (await import('./commands/approveAllReviews.js')).approveAllReviews,
  denyReview: async () => (await import('./commands/denyReview.js')).denyReview,
  showActivity: async () => (await import('./commands/showActivity.js')).showActivity,
  exportActivity: async () => (await import('./commands/exportActivity.js')).exportActivity,
  clearActivity: async () => (await import('./commands/clearActivity.js')).clearActivity,
  showLog: async () => (await import('./commands/showLog.js')).showLog,
};

let running: Promise<Services> | undefined;

/** Registers what VS Code may ask for at any time; everything else is loaded on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const documents = new SummaryDocuments();
  const reviewDocuments = new ReviewDocuments();
  const services = async (): Promise<Services> => {
    running ??= import('./services.js').then(
      ({ Services }) => new Services(context, { documents, reviewDocuments, activityView }),
    );
    return await running;
  };
  const activityView = new ActivityView(services);
  context.subscriptions.push(documents, reviewDocuments, activityView);
  for (const [name, load] of Object.entries(COMMANDS)) {
    const run = async (argument: unknown): Promise<void> => {
      const [command, shared] = await Promise.all([load(), services()]);
      await command(shared, argument);
    };
    context.subscriptions.push(vscode.commands.registerCommand(`mcpSummarize.${name}`, run));
  }
}

/** Stops the servers. */
export async function deactivate(): Promise<void> {
  await (await running)?.close();
  running = undefined;
}
