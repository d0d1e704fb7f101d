import * as vscode from 'vscode';
import { oneLine, SummarizeError, toSummarizeError } from '../../common/errors.js';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { retirementNotice } from '../../models/lifecycle.js';
import type { ModelInfo, ProviderName } from '../../models/model.js';
import { askForApiKey } from './askForApiKey.js';
import { endpointConnection } from './endpointConnection.js';
import { harmless } from '../notify/messages.js';
import { nameOf } from './languageModel.js';
import type { ModelAccess } from './modelAccess.js';
import { AUTO, readSettings, SECTION, type Settings } from '../settings.js';

interface Chosen {
  readonly provider: ProviderName;
  readonly model: string;
  readonly info?: ModelInfo;
}

type Item = vscode.QuickPickItem & {
  /** What choosing it does; undefined for a separator. */
  readonly value?: Chosen | 'enterName' | 'setApiKey';
};

const OTHERS: readonly Item[] = [
  { label: 'other', kind: vscode.QuickPickItemKind.Separator },
  { label: '$(edit) Enter Model Name…', value: 'enterName' },
  {
    label: '$(circle-slash) Offline',
    description: 'no model: an extract of the text, sends nothing',
    value: { provider: 'offline', model: '' },
  },
];

/**
 * Shows the available models, adding the endpoint's as soon as they are listed, and writes the choice to the
 * settings.
 *
 * @returns whether one was chosen
 */
export async function pickModel(access: ModelAccess): Promise<boolean> {
  for (;;) {
    const settings = readSettings();
    const connection = await connectionOf(access, settings);
    const value = await pick(access, connection, settings);
    if (value === undefined) return false;
    if (value === 'setApiKey') {
      if (await askForApiKey(access, settings)) continue;
      return false;
    }
    const chosen = value === 'enterName' ? await askForName(settings) : value;
    if (chosen === undefined) return false;
    await write(chosen);
    vscode.window.setStatusBarMessage(`$(check) ${harmless(whatAnswers(chosen))}`, 5000);
    if (chosen.info !== undefined && !(connection instanceof SummarizeError)) {
      await access.retirement.note(connection, chosen.info);
    }
    return true;
  }
}

function whatAnswers({ provider, model }: Chosen): string {
  if (provider === 'offline') return 'Summaries are now written offline, without a model';
  return model === AUTO ? 'The server’s preferences now pick the model' : `Now using ${oneLine(model, 80)}`;
}

/** The endpoint, or why it cannot be used; the user can still choose another model. */
async function connectionOf(
  access: ModelAccess,
  settings: Settings,
): Promise<AnthropicConnection | SummarizeError> {
  try {
    const connection = await endpointConnection(access, settings);
    return connection ?? new SummarizeError('badSetting', 'A secret for the setting “headers” is missing.');
  } catch (error) {
    return toSummarizeError(error);
  }
}

async function pick(
  access: ModelAccess,
  connection: AnthropicConnection | SummarizeError,
  settings: Settings,
): Promise<Item['value']> {
  const abort = new AbortController();
  const box = vscode.window.createQuickPick<Item>();
  box.title = 'Choose Model';
  box.placeholder = 'Select a model';
  box.matchOnDescription = true;
  box.busy = true;
  const heading = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const show = (listed: readonly Item[], offered: readonly Item[]): void => {
    const { activeItems } = box;
    const groups = [
      [heading(settings.endpoint.host), ...listed],
      offered.length === 0 ? [] : [heading('VS Code'), ...offered],
    ];
    // What can be used at once comes first.
    if (!isUsable(connection)) groups.reverse();
    box.items = [automatic(settings), ...groups.flat(), ...OTHERS];
    const [active] = activeItems;
    // Where the user has not moved, VS Code chooses the first that matches what is typed by then.
    if (active !== undefined && active.label !== box.items[0]?.label)
      box.activeItems = box.items.filter(({ label }) => label === active.label);
  };
  let listed: readonly Item[] = [{ label: '$(loading~spin) Loading models…' }];
  let offered: readonly Item[] = [];
  show(listed, offered);
  const isOpen = (): boolean => !abort.signal.aborted;
  const lists = [
    endpointItems(connection, settings, abort.signal).then((items) => {
      listed = items;
      if (isOpen()) show(listed, offered);
    }),
    vscodeItems(access, settings).then((items) => {
      offered = items;
      if (isOpen()) show(listed, offered);
    }),
  ];
  void Promise.allSettled(lists).then(() => {
    if (isOpen()) box.busy = false;
  });
  try {
    return await new Promise<Item['value']>((resolve) => {
      box.onDidAccept(() => {
        const [item] = box.selectedItems;
        if (item?.value !== undefined) resolve(item.value);
      });
      box.onDidHide(() => {
        resolve(undefined);
      });
      box.show();
    });
  } finally {
    abort.abort();
    box.dispose();
  }
}

/** Whether the endpoint may answer as it is. */
function isUsable(connection: AnthropicConnection | SummarizeError): boolean {
  return (
    !(connection instanceof SummarizeError) &&
    (connection.apiKey !== undefined || !connection.endpoint.needsKey)
  );
}

function automatic({ provider, model, allowedModels }: Settings): Item {
  const among = allowedModels.length === 0 ? 'your allowed models' : allowedModels.join(', ');
  return {
    label: '$(sparkle) Automatic',
    description: marked(
      `the server’s preferences pick from ${harmless(oneLine(among, 80))}`,
      provider !== 'offline' && model === undefined,
    ),
    value: { provider: provider === 'offline' ? 'anthropic' : provider, model: AUTO },
  };
}

async function endpointItems(
  connection: AnthropicConnection | SummarizeError,
  { provider, model }: Settings,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  if (connection instanceof SummarizeError) {
    return [
      {
        label: '$(warning) Could not list models',
        description: harmless(connection.message),
        value: 'enterName',
      },
    ];
  }
  if (!isUsable(connection)) {
    return [{ label: '$(key) Set API Key…', description: 'to list its models', value: 'setApiKey' }];
  }
  try {
    const { listModels } = await import('../../models/anthropic/catalog.js');
    const models = await listModels(connection, signal);
    if (models.length === 0) return [{ label: '$(info) This endpoint lists no models', value: 'enterName' }];
    return models.map((info) => ({
      label: harmless(info.label),
      description: marked(harmless(describeModel(info)), provider === 'anthropic' && model === info.id),
      value: { provider: 'anthropic', model: info.id, info },
    }));
  } catch (error) {
    const { code, message } = toSummarizeError(error);
    const needsKey = code === 'keyMissing' || code === 'keyRefused';
    return [
      {
        label: needsKey ? '$(key) Set API Key…' : '$(warning) Could not list models',
        description: harmless(message),
        value: needsKey ? 'setApiKey' : 'enterName',
      },
    ];
  }
}

async function vscodeItems(
  { languageModels }: ModelAccess,
  { provider, model }: Settings,
): Promise<readonly Item[]> {
  // If this fails, the user can still choose another model.
  const models = await languageModels.list().catch(() => []);
  return models.map((offered) => {
    const name = nameOf(offered);
    const { maxInputTokens, vendor } = offered;
    return {
      label: harmless(oneLine(offered.name, 80)),
      description: marked(
        harmless(`${oneLine(name, 80)} · ${taking(maxInputTokens)} · by ${oneLine(vendor, 40)}`),
        provider === 'vscode' && model === name,
      ),
      value: { provider: 'vscode', model: name },
    };
  });
}

function describeModel(info: ModelInfo): string {
  const notice = retirementNotice(info, new Date());
  return [
    ...(info.id === info.label ? [] : [info.id]),
    ...(info.maxInputTokens === undefined ? [] : [taking(info.maxInputTokens)]),
    ...(notice === undefined ? [] : [notice]),
  ].join(' · ');
}

function taking(tokens: number): string {
  return `up to ${tokens.toLocaleString('en-US')} tokens`;
}

function marked(description: string, isCurrent: boolean): string {
  return isCurrent ? `${description}${description === '' ? '' : ' · '}in use` : description;
}

async function askForName({ endpoint, model = '' }: Settings): Promise<Chosen | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Choose Model',
    prompt: `Model name at ${endpoint.host}`,
    value: model,
    ignoreFocusOut: true,
  });
  const name = typed?.trim() ?? '';
  return name === '' ? undefined : { provider: 'anthropic', model: name };
}

/** Writes both settings in the scope that sets either of them, so that the choice takes effect; else for the user. */
async function write({ provider, model }: Chosen): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const places = ['provider', 'model'].map((name) => configuration.inspect(name));
  const target = places.some((place) => place?.workspaceFolderValue !== undefined)
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : places.some((place) => place?.workspaceValue !== undefined)
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
  await configuration.update('provider', provider, target);
  if (model !== '') await configuration.update('model', model, target);
}
