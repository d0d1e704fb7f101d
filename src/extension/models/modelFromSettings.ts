import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { DEFAULT_MODEL } from '../../models/choose.js';
import { holdsCredentials } from '../../models/anthropic/headers.js';
import type { Model } from '../../models/model.js';
import { OfflineModel } from '../../models/offline/offlineModel.js';
import { askForApiKey } from './askForApiKey.js';
import { endpointConnection } from './endpointConnection.js';
import { LanguageModel, nameOf } from './languageModel.js';
import type { ModelAccess } from './modelAccess.js';
import { pickModel } from './pickModel.js';
import { readSettings, type Settings } from '../settings.js';

/** What a model is wanted for. */
export interface WantedFor {
  /** Whether Offline would do. */
  readonly offlineWillDo: boolean;
}

/**
 * The model in the settings. Without an API key, asks the user what to do.
 *
 * @returns undefined if the user chose none
 * @throws {SummarizeError} if the key would be sent unencrypted, or VS Code offers no model
 */
export async function modelFromSettings(
  access: ModelAccess,
  settings: Settings,
  wanted: WantedFor,
): Promise<Model | undefined> {
  switch (settings.provider) {
    case 'offline':
      // Not needed, but reading it makes it known, so that it is redacted wherever a text contains it.
      await access.keys.get(settings.endpoint);
      return new OfflineModel();
    case 'vscode':
      return await vscodeModel(access, settings);
    case 'anthropic':
      return await endpointModel(access, settings, wanted);
  }
}

async function endpointModel(
  access: ModelAccess,
  settings: Settings,
  wanted: WantedFor,
): Promise<Model | undefined> {
  const { endpoint, model, headers, allowedModels: allowed } = settings;
  const { keys } = access;
  const key = await keys.get(endpoint);
  if (key === undefined && !keys.isKeyless(endpoint) && !holdsCredentials(headers)) {
    switch (await askWhatToDo(settings, wanted)) {
      case ADD_KEY:
        if (!(await askForApiKey(access, settings))) return undefined;
        break;
      case CHOOSE_MODEL:
        return (await pickModel(access))
          ? await modelFromSettings(access, readSettings(), wanted)
          : undefined;
      case OFFLINE_ONCE:
        return new OfflineModel();
      case WITHOUT_KEY:
        await keys.setKeyless(endpoint);
        break;
      default:
        return undefined;
    }
  }
  const connection = await endpointConnection(access, settings);
  if (connection === undefined) return undefined;
  const made = await access.keptModel.get({
    ...connection,
    model,
    allowed,
    // Not before: the summary comes first.
    onAnswered: () => void warnOfRetirement(access, connection, made.name),
  });
  return made;
}

/** Runs in the background; nothing waits for it. */
async function warnOfRetirement(
  access: ModelAccess,
  connection: AnthropicConnection,
  model: string,
): Promise<void> {
  await access.retirement.check(connection, model);
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
  const models = await languageModels.list();
  if (models.length === 0) {
    throw new SummarizeError(
      'modelNotFound',
      'VS Code offers no language models; add one in VS Code (Copilot, or your own key), or choose another model.',
    );
  }
  const { model, allowedModels: allowed } = settings;
  const isOffered = models.some((offered) => nameOf(offered) === model);
  // The setting's default is a model of another provider, so it selects none of these.
  const fixed = model === DEFAULT_MODEL && !isOffered ? undefined : model;
  return new LanguageModel({ models, model: fixed, allowed });
}

const ADD_KEY = 'Add API Key';
const CHOOSE_MODEL = 'Choose Model…';
const OFFLINE_ONCE = 'Try Offline Once';
const WITHOUT_KEY = 'No Key Needed';

/** The first question to a new user. */
export async function askWhatToDo(
  { endpoint }: Pick<Settings, 'endpoint'>,
  { offlineWillDo }: WantedFor,
): Promise<string | undefined> {
  const offline = offlineWillDo ? ' Offline makes an extract of the text, without a model.' : '';
  return await vscode.window.showInformationMessage(
    `No API key for ${endpoint.host} yet.${offline}`,
    ADD_KEY,
    // A message has room for three; who has set an endpoint has chosen.
    endpoint.needsKey ? CHOOSE_MODEL : WITHOUT_KEY,
    ...(offlineWillDo ? [OFFLINE_ONCE] : []),
  );
}
