import { answerInChat } from './chat/answerInChat.js';
import { approveAllReviews } from './commands/approveAllReviews.js';
import { approveReview } from './commands/approveReview.js';
import { askAboutText } from './commands/askAboutText.js';
import { chooseModel } from './commands/chooseModel.js';
import { clearActivity } from './commands/clearActivity.js';
import { clearApiKey } from './commands/clearApiKey.js';
import { clearServerSecrets } from './commands/clearServerSecrets.js';
import { denyReview } from './commands/denyReview.js';
import { exportActivity } from './commands/exportActivity.js';
import { runToolOnSelection } from './commands/runToolOnSelection.js';
import { setApiKey } from './commands/setApiKey.js';
import { setPolicy } from './commands/setPolicy.js';
import { showActivity } from './commands/showActivity.js';
import { showLeftOut } from './commands/showLeftOut.js';
import { showLog } from './commands/showLog.js';
import { summarizeAgain } from './commands/summarizeAgain.js';
import { retry } from './commands/retry.js';
import { copySummary } from './commands/copySummary.js';
import { insertAsComment } from './commands/insertAsComment.js';
import { replaceSelection } from './commands/replaceSelection.js';
import { goToSource } from './commands/goToSource.js';
import { saveSummary } from './commands/saveSummary.js';
import { showSummaries } from './commands/showSummaries.js';
import { compareSummaries } from './commands/compareSummaries.js';
import { deleteSummary } from './commands/deleteSummary.js';
import { deleteAllSummaries } from './commands/deleteAllSummaries.js';
import { stop } from './commands/stop.js';
import { summarizeCell } from './commands/summarizeCell.js';
import { summarizeChanges } from './commands/summarizeChanges.js';
import { summarizeClipboard } from './commands/summarizeClipboard.js';
import { summarizeFile } from './commands/summarizeFile.js';
import { summarizeNotebook } from './commands/summarizeNotebook.js';
import { summarizeSelection } from './commands/summarizeSelection.js';
import { summarizeTerminal } from './commands/summarizeTerminal.js';
import { testConnection } from './commands/testConnection.js';
import type { CommandName } from './commandNames.js';
import { Services } from './services.js';

/** What a menu gives, such as the files that are selected in the Explorer, is for the command to check. */
type Command = (services: Services, ...args: readonly unknown[]) => Promise<void> | void;

/**
 * The commands and what they share: all that is loaded on first use, in one piece, because VS Code takes its time with
 * each file. The SDKs, which are larger than all this, are loaded by those who use them.
 */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  summarizeSelection,
  summarizeFile,
  // The same under the names that fit in the Explorer.
  summarizeFiles: summarizeFile,
  summarizeFolder: summarizeFile,
  summarizeChanges,
  summarizeTerminal,
  summarizeClipboard,
  summarizeNotebook,
  summarizeCell,
  stop,
  summarizeAgain,
  askAboutText,
  retry,
  copySummary,
  insertAsComment,
  replaceSelection,
  goToSource,
  showLeftOut,
  saveSummary,
  showSummaries,
  compareSummaries,
  deleteSummary,
  deleteAllSummaries,
  runToolOnSelection,
  setApiKey,
  clearApiKey,
  clearServerSecrets,
  chooseModel,
  testConnection,
  setPolicy,
  approveReview,
  approveAllReviews,
  denyReview,
  showActivity,
  exportActivity,
  clearActivity,
  showLog,
};

export { answerInChat, Services };
