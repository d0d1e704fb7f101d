import { approveAllReviews } from './commands/approveAllReviews.js';
import { approveReview } from './commands/approveReview.js';
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
import { showLog } from './commands/showLog.js';
import { stop } from './commands/stop.js';
import { summarizeSelection } from './commands/summarizeSelection.js';
import { testConnection } from './commands/testConnection.js';
import type { CommandName } from './commandNames.js';
import { Services } from './services.js';

type Command = (services: Services, argument: unknown) => Promise<void> | void;

/**
 * The commands and what they share: all that is loaded on first use, in one piece, because VS Code takes its time with
 * each file. The SDKs, which are larger than all this, are loaded by those who use them.
 */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  summarizeSelection,
  stop,
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

export { Services };
