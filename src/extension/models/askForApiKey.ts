import * as vscode from 'vscode';
import { toSummarizeError, type SummarizeError } from '../../common/errors.js';
import { assertKeyIsSafeAt, readApiKey, type Endpoint } from '../../models/anthropic/endpoint.js';
import { endpointConnection, type EndpointAccess } from './endpointConnection.js';
import { harmless } from '../notify/messages.js';
import { withCancellableProgress } from '../notify/progress.js';
import type { Settings } from '../settings.js';

const USUAL_PROMPT = 'Stored encrypted by VS Code (SecretStorage) and sent only to this endpoint.';

/**
 * Asks for an endpoint's key in a masked box, checks it with a request that costs nothing, and stores it in
 * SecretStorage. Asks again if the endpoint rejects it.
 *
 * @returns whether a key was set
 * @throws {SummarizeError} `badSetting` if the key would be sent unencrypted
 */
export async function askForApiKey(
  access: EndpointAccess,
  { endpoint, headers }: Pick<Settings, 'endpoint' | 'headers'>,
): Promise<boolean> {
  assertKeyIsSafeAt(endpoint);
  let prompt = USUAL_PROMPT;
  for (;;) {
    const key = await ask(endpoint, prompt);
    if (key === undefined) return false;
    const problem = await check(access, { endpoint, headers }, key);
    if (problem?.code === 'keyRefused') {
      prompt = `${endpoint.host} rejected this key; enter another one. ${USUAL_PROMPT}`;
      continue;
    }
    await access.keys.set(endpoint, key);
    if (problem === undefined) {
      vscode.window.setStatusBarMessage(`$(check) API key for ${endpoint.host} set`, 5000);
    } else {
      void vscode.window.showWarningMessage(
        harmless(`The API key is set but could not be checked. ${problem.message}`),
      );
    }
    return true;
  }
}

async function ask(endpoint: Endpoint, prompt: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: `API Key for ${endpoint.host}`,
    prompt,
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
  return typed === undefined || typed.trim() === '' ? undefined : readApiKey(typed);
}

/** What is wrong with a key, judged by listing the endpoint's models; an endpoint without that list tells nothing. */
async function check(
  access: EndpointAccess,
  settings: Pick<Settings, 'endpoint' | 'headers'>,
  apiKey: string,
): Promise<SummarizeError | undefined> {
  try {
    const connection = await endpointConnection(access, settings);
    if (connection === undefined) return undefined;
    const { listModels } = await import('../../models/anthropic/catalog.js');
    await withCancellableProgress(`Checking the API key at ${settings.endpoint.host}`, async (_, signal) =>
      listModels({ ...connection, apiKey }, signal),
    );
    return undefined;
  } catch (error) {
    const problem = toSummarizeError(error);
    const isSilent = problem.code === 'modelNotFound' || problem.code === 'modelRejectedRequest';
    return isSilent || problem.code === 'cancelled' ? undefined : problem;
  }
}
