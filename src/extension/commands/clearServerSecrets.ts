import * as vscode from 'vscode';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/** Deletes the secrets of all servers, so that they are asked for again, and ends the servers that have them. */
export async function clearServerSecrets(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Clear Server Secrets',
    run: async () => {
      const count = await (await services.servers()).forgetAllSecrets();
      void vscode.window.showInformationMessage(
        count === 0
          ? 'There were no secrets of servers to delete.'
          : `${String(count)} ${count === 1 ? 'secret of a server was' : 'secrets of servers were'} deleted.`,
      );
    },
  });
}
