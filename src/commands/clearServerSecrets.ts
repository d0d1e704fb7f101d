import * as vscode from 'vscode';
import { toSummarizeError } from '../errors.js';
import { showFailure } from '../vscode/messages.js';
import type { Services } from '../vscode/services.js';
import { readServers } from '../vscode/settings.js';

/** Deletes the secrets of all servers in the settings, so that they are asked for again. */
export async function clearServerSecrets(services: Services): Promise<void> {
  try {
    const { secrets } = await services.servers();
    let count = 0;
    for (const [name, entry] of readServers()) count += await secrets.clear(name, entry);
    void vscode.window.showInformationMessage(
      count === 0
        ? 'There were no secrets of servers to delete.'
        : `${String(count)} ${count === 1 ? 'secret of a server was' : 'secrets of servers were'} deleted.`,
    );
  } catch (error) {
    await showFailure(toSummarizeError(error));
  }
}
