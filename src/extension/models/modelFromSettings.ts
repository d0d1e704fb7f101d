import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { DEFAULT_MODEL } from '../../models/choose.js';
import { holdsCredentials } from '../../models/anthropic/headers.js';
import type { Model } from '../../models/model.js';
import { askForApiKey } from './askForApiKey.js';
import { endpointConnection, type EndpointAccess } from './endpointConnection.js';
import type { LanguageModel } from './languageModel.js';
import type { LanguageModels } from './languageModels.js';
import type { Retirement } from './retirement.js';
import { SECTION, type Settings } from '../settings.js';

/** What models are made from and chosen with. */
export interface ModelAccess extends EndpointAccess {
  readonly languageModels: LanguageModels;
  retirement(): Promise<Retirement>;
}

/**
 * The model that the settings name. Without a key it asks what to do, once.
 *
 * @returns undefined when the user chose none
 * @throws {SummarizeError} if the key would travel unencrypted, or VS Code offers no model
 */
export async function modelFromSettings(access: ModelAccess, settings: Settings): Promise<Model | undefined> {
  switch (settings.provider) {
    case 'offline':
      // It is not needed, but should not be kept either where a text holds it.
      await access.keys.get(settings.endpoint);
      return await offlineModel();
    case 'vscode':
      return await vscodeModel(access, settings);
    case 'anthropic':
      return await endpointModel(access, settings);
  }
}

async function endpointModel(access: ModelAccess, settings: Settings): Promise<Model | undefined> {
  const { endpoint, model, headers, allowedModels: allowed } = settings;
  const { keys } = access;
  const key = await keys.get(endpoint);
  if (key === undefined && !keys.isKeyless(endpoint) && !holdsCredentials(headers)) {
    const choice = await askWhatToDo(settings);
    if (choice === undefined) return undefined;
    if (choice === TRY_OFFLINE) {
      await vscode.workspace
        .getConfiguration(SECTION)
        .update('provider', 'offline', vscode.ConfigurationTarget.Global);
      return await offlineModel();
    }
    if (choice === WITHOUT_KEY) await keys.setKeyless(endpoint);
    else if (!(await askForApiKey(access, settings))) return undefined;
  }
  const connection = await endpointConnection(access, settings);
  if (connection === undefined) return undefined;
  const { AnthropicModel } = await import('../../models/anthropic/anthropicModel.js');
  const made = new AnthropicModel({ ...connection, model, allowed });
  void warnOfRetirement(access, connection, made.name);
  return made;
}

/** Behind the work: it has nothing to wait for. */
async function warnOfRetirement(
  access: ModelAccess,
  connection: AnthropicConnection,
  model: string,
): Promise<void> {
  await (await access.retirement()).check(connection, model);
}

/**
 * One of VS Code's own models.
 *
 * @throws {SummarizeError} `modelNotFound` if it has none
 */
export async function vscodeModel(
  { languageModels }: Pick<ModelAccess, 'languageModels'>,
  settings: Settings,
): Promise<LanguageModel> {
  const [models, { LanguageModel, nameOf }] = await Promise.all([
    languageModels.list(),
    import('./languageModel.js'),
  ]);
  if (models.length === 0) {
    throw new SummarizeError(
      'modelNotFound',
      'VS Code offers no language model here; add one in VS Code (Copilot, or a key of your own), or choose another model.',
    );
  }
  const { model, allowedModels: allowed } = settings;
  const isOffered = models.some((offered) => nameOf(offered) === model);
  // The setting's default names a model of another provider, so it fixes none of these.
  const fixed = model === DEFAULT_MODEL && !isOffered ? undefined : model;
  return new LanguageModel({ models, model: fixed, allowed });
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
  const { OfflineModel } = await import('../../models/offline/offlineModel.js');
  return new OfflineModel();
}
