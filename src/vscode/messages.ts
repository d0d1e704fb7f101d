import * as vscode from 'vscode';
import type { NextStep, SummarizeError } from '../errors.js';

/** The words on the buttons. */
const BUTTONS: Readonly<Record<NextStep, string>> = {
  setApiKey: 'Set API Key',
  enterSecrets: 'Enter Secrets Again',
  changePolicy: 'Change Policy',
  openSettings: 'Open Settings',
  showLog: 'Show Log',
  retry: 'Retry',
};

/**
 * Shows a failure with the buttons that help, and says which one was chosen.
 *
 * @returns undefined when the message was closed
 */
export async function showFailure(error: SummarizeError): Promise<NextStep | undefined> {
  const steps: readonly NextStep[] = error.steps.length > 0 ? error.steps : ['showLog'];
  const buttons = steps.map((step) => BUTTONS[step]);
  const chosen = await vscode.window.showErrorMessage(harmless(error.message), ...buttons);
  return steps.find((step) => BUTTONS[step] === chosen);
}

/**
 * Untrusted text made fit for messages, input boxes and quick picks: there VS Code makes links, commands
 * among them, of `[text](target)`, and icons of `$(name)`.
 */
export function harmless(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
