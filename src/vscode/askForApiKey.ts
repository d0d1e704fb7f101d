import * as vscode from 'vscode';
import { toSummarizeError } from '../errors.js';
import { readApiKey, type Endpoint } from '../models/endpoint.js';
import type { Services } from './services.js';

/**
 * Asks for the key of an endpoint in a masked box and keeps it in SecretStorage.
 *
 * @returns whether a key was set
 */
export async function askForApiKey({ keys }: Services, endpoint: Endpoint): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title: `API key for ${endpoint.host}`,
    prompt: 'Kept encrypted by VS Code (SecretStorage) and sent to this address only.',
    placeHolder: endpoint.needsKey ? 'sk-ant-…' : 'API key',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (value.trim() === '') return undefined;
      try {
        readApiKey(value);
        return undefined;
      } catch (error) {
        return toSummarizeError(error).message;
      }
    },
  });
  if (typed === undefined || typed.trim() === '') return false;
  await keys.set(endpoint, readApiKey(typed));
  vscode.window.setStatusBarMessage(`$(check) API key for ${endpoint.host} is set`, 5000);
  return true;
}
