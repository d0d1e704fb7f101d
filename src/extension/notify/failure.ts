import * as vscode from 'vscode';
import type { ErrorCode, SummarizeError } from '../../common/errors.js';
import { harmless } from './messages.js';

/** What the user can do about a failure. */
export type NextStep =
  | 'setApiKey'
  | 'enterHeaderSecrets'
  | 'chooseModel'
  | 'enterSecrets'
  | 'changePolicy'
  | 'openSettings'
  | 'openProxySettings'
  | 'showLog'
  | 'retry';

const BUTTONS: Readonly<Record<NextStep, string>> = {
  setApiKey: 'Set API Key',
  chooseModel: 'Choose Model…',
  enterSecrets: 'Enter Secrets Again',
  enterHeaderSecrets: 'Enter Secrets Again',
  changePolicy: 'Change Policy',
  openSettings: 'Open Settings',
  openProxySettings: 'Open Proxy Settings',
  showLog: 'Show Log',
  retry: 'Retry',
};

/** The steps that help with each failure, best first. */
const STEPS: Readonly<Record<ErrorCode, readonly [NextStep, ...NextStep[]]>> = {
  cancelled: ['retry'],
  nothingToSummarize: ['showLog'],
  textTooLarge: ['showLog'],
  fileIgnored: ['openSettings'],
  secretsFound: ['showLog'],
  searchUnfinished: ['showLog'],
  badSetting: ['openSettings'],
  badHeaderSecret: ['enterHeaderSecrets', 'openSettings'],
  badInput: ['showLog'],
  usage: ['showLog'],
  keyMissing: ['setApiKey', 'openSettings'],
  keyRefused: ['setApiKey', 'openSettings'],
  headersRefused: ['enterHeaderSecrets', 'openSettings'],
  accountRefused: ['retry'],
  quotaUsedUp: ['chooseModel'],
  keyLacksAccess: ['setApiKey', 'chooseModel'],
  modelNotAllowed: ['retry', 'chooseModel'],
  modelNotFound: ['chooseModel', 'openSettings'],
  modelCannot: ['chooseModel'],
  modelRejectedRequest: ['openSettings', 'showLog'],
  promptTooLong: ['openSettings'],
  modelRefused: ['chooseModel'],
  modelUnreachable: ['retry', 'openSettings'],
  proxyRefused: ['openProxySettings', 'retry'],
  modelBusy: ['retry', 'chooseModel'],
  redirectRefused: ['openSettings'],
  streamCut: ['retry', 'showLog'],
  emptyAnswer: ['retry', 'chooseModel'],
  tokenLimitReached: ['openSettings', 'retry'],
  samplingRefused: ['showLog'],
  outsideOfCall: ['showLog'],
  denied: ['retry'],
  questionClosed: ['retry'],
  neverAllowed: ['changePolicy'],
  limitReached: ['changePolicy'],
  badReview: ['showLog'],
  serverNotStarted: ['retry', 'openSettings', 'showLog'],
  serverRefused: ['enterSecrets', 'openSettings', 'showLog'],
  serverStopped: ['retry', 'showLog'],
  serverTimedOut: ['retry', 'openSettings'],
  wrongEra: ['openSettings'],
  toolFailed: ['retry', 'showLog'],
  toolNotFound: ['openSettings', 'showLog'],
  badArgument: ['showLog'],
  outputFailed: ['showLog'],
  unexpected: ['retry', 'showLog'],
};

/** The steps that help with a failure, best first. */
export function stepsFor(code: ErrorCode): readonly NextStep[] {
  return STEPS[code];
}

/** Whether there is more to do about a failure than to retry, or to look at the log. */
export function hasWayOut(code: ErrorCode): boolean {
  return STEPS[code].some((step) => step !== 'retry' && step !== 'showLog');
}

/**
 * Shows a failure with buttons for the steps that help.
 *
 * @returns the chosen step, or undefined if the message was closed
 */
export async function showFailure({ code, message }: SummarizeError): Promise<NextStep | undefined> {
  const steps = STEPS[code];
  const buttons = steps.map((step) => BUTTONS[step]);
  const chosen = await vscode.window.showErrorMessage(harmless(message), ...buttons);
  return steps.find((step) => BUTTONS[step] === chosen);
}

/** Opens the Settings editor with a search query, such as the name of a setting. */
export async function openSettings(query: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
