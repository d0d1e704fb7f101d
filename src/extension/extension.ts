import * as vscode from 'vscode';
import { ActivityView } from './activity/activityView.js';
import { ReviewDocuments } from './consent/reviewDocuments.js';
import { SummaryDocuments } from './summaries/summaryDocuments.js';
import { SummaryView } from './summaries/summaryView.js';
import { COMMAND_NAMES } from './commandNames.js';
import type { Services } from './services.js';

let running: Promise<Services> | undefined;

/** `@summarize` in VS Code's chat. */
const PARTICIPANT = 'mcpSummarize.summarize';

/** Registers what VS Code may ask for at any time; everything else is loaded on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const documents = new SummaryDocuments(async (key) => await (await services()).kept.load(key));
  const reviewDocuments = new ReviewDocuments();
  const services = async (): Promise<Services> => {
    running ??= import('./onFirstUse.js').then(
      ({ Services }) => new Services(context, { documents, reviewDocuments, activityView, summaryView }),
    );
    return await running;
  };
  const activityView = new ActivityView(async () => (await services()).activityItems);
  const summaryView = new SummaryView(async () => (await services()).summaryItems);
  context.subscriptions.push(documents, reviewDocuments, activityView, summaryView);
  const participant = vscode.chat.createChatParticipant(
    PARTICIPANT,
    async (request, context, stream, token) => {
      const shared = await services();
      const { answerInChat } = await import('./onFirstUse.js');
      return await answerInChat(shared, { request, context, stream, token });
    },
  );
  participant.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
  context.subscriptions.push(participant);
  for (const name of COMMAND_NAMES) {
    const run = async (...args: readonly unknown[]): Promise<void> => {
      const shared = await services();
      const { COMMANDS } = await import('./onFirstUse.js');
      await COMMANDS[name](shared, ...args);
    };
    context.subscriptions.push(vscode.commands.registerCommand(`mcpSummarize.${name}`, run));
  }
}

/** Stops the servers. */
export async function deactivate(): Promise<void> {
  await (await running)?.close();
  running = undefined;
}
