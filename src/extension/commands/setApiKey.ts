import * as vscode from 'vscode';
import { askForApiKey } from '../models/askForApiKey.js';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';
import { readSettings, SECTION } from '../settings.js';

/** Asks for the API key of the endpoint in the settings. */
export async function setApiKey(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Set API Key',
    run: async () => {
      const settings = readSettings();
      if (!(await askForApiKey(services, settings))) return;
      if (settings.provider === 'offline') await offerAnthropic();
    },
  });
}

async function offerAnthropic(): Promise<void> {
  const use = 'Use Anthropic';
  const chosen = await vscode.window.showInformationMessage(
    'The API key is set, but summaries are still written offline, without a model.',
    use,
    'Stay Offline',
  );
  if (chosen !== use) return;
  await vscode.workspace
    .getConfiguration(SECTION)
    .update('provider', 'anthropic', vscode.ConfigurationTarget.Global);
}
