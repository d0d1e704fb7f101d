import * as vscode from 'vscode';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';

/** Deletes the key for the endpoint in the settings, and the choice to use it without one. */
export async function clearApiKey(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Clear API Key',
    run: async () => {
      const { keys } = services;
      const { endpoint } = readSettings();
      const had = (await keys.get(endpoint)) !== undefined;
      await keys.clear(endpoint);
      void vscode.window.showInformationMessage(
        had ? `API key for ${endpoint.host} cleared.` : `No API key for ${endpoint.host} to clear.`,
      );
    },
  });
}
