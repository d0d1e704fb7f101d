import * as vscode from 'vscode';
import type { Model } from '../models/model.js';
import { askForApiKey } from './askForApiKey.js';
import type { Services } from './services.js';
import { SECTION, type Settings } from './settings.js';

/**
 * The model that the settings name. Without a key it asks what to do, once.
 *
 * @returns undefined when the person chose none
 * @throws {SummarizeError} if the key would travel unencrypted
 */
export async function modelFromSettings(services: Services, settings: Settings): Promise<Model | undefined> {
  const { endpoint, model } = settings;
  const { keys, log } = services;
  // Offline it is not needed, but should not be kept either where a text holds it.
  const key = await keys.get(endpoint);
  if (settings.provider === 'offline') return await offlineModel();
  if (key === undefined && !keys.isKeyless(endpoint)) {
    const choice = await askWhatToDo(settings);
    if (choice === undefined) return undefined;
    if (choice === TRY_OFFLINE) {
      await vscode.workspace
        .getConfiguration(SECTION)
        .update('provider', 'offline', vscode.ConfigurationTarget.Global);
      return await offlineModel();
    }
    if (choice === WITHOUT_KEY) await keys.setKeyless(endpoint);
    else if (!(await askForApiKey(services, endpoint))) return undefined;
  }
  const { AnthropicModel } = await import('../models/anthropic.js');
  return new AnthropicModel({ endpoint, apiKey: await keys.get(endpoint), model, log });
}

const SET_KEY = 'Set API Key';
const TRY_OFFLINE = 'Try Offline';
const WITHOUT_KEY = 'Continue Without Key';

async function askWhatToDo({ endpoint }: Settings): Promise<string | undefined> {
  return await vscode.window.showInformationMessage(
    `Summarizing with a model at ${endpoint.host} needs your API key. Offline, sentences are picked from the text without a model; the setting “provider” then stays on offline.`,
    SET_KEY,
    TRY_OFFLINE,
    ...(endpoint.needsKey ? [] : [WITHOUT_KEY]),
  );
}

async function offlineModel(): Promise<Model> {
  const { OfflineModel } = await import('../models/offline.js');
  return new OfflineModel();
}
