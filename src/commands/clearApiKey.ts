import * as vscode from 'vscode';
import { toSummarizeError } from '../errors.js';
import { showFailure } from '../vscode/messages.js';
import type { Services } from '../vscode/services.js';
import { readSettings } from '../vscode/settings.js';

/** Deletes the key of the endpoint in the settings, and the choice to ask it without one. */
export async function clearApiKey({ keys }: Services): Promise<void> {
  try {
    const { endpoint } = readSettings();
    const had = (await keys.get(endpoint)) !== undefined;
    await keys.clear(endpoint);
    void vscode.window.showInformationMessage(
      had
        ? `The API key for ${endpoint.host} was deleted.`
        : `There was no API key for ${endpoint.host} to delete.`,
    );
  } catch (error) {
    await showFailure(toSummarizeError(error));
  }
}
