import * as vscode from 'vscode';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/** Deletes the secrets of all servers and stops the servers that hold them; the next use asks again. */
export async function clearServerSecrets(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Clear Server Secrets',
    run: async () => {
      const count = await services.servers.forgetAllSecrets();
      void vscode.window.showInformationMessage(
        count === 0
          ? 'No server secrets to clear.'
          : `${String(count)} server ${count === 1 ? 'secret' : 'secrets'} cleared.`,
      );
    },
  });
}
