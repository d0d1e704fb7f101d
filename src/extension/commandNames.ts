/** The commands, as `package.json` has them after `mcpSummarize.`. */
export const COMMAND_NAMES = [
  'summarizeSelection',
  'summarizeFile',
  'summarizeFiles',
  'summarizeFolder',
  'summarizeChanges',
  'summarizeTerminal',
  'summarizeClipboard',
  'summarizeNotebook',
  'summarizeCell',
  'stop',
  'runToolOnSelection',
  'setApiKey',
  'clearApiKey',
  'clearServerSecrets',
  'chooseModel',
  'testConnection',
  'setPolicy',
  'approveReview',
  'approveAllReviews',
  'denyReview',
  'showActivity',
  'exportActivity',
  'clearActivity',
  'showLog',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
