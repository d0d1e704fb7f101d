import * as vscode from 'vscode';
import { oneLine } from '../../common/errors.js';
import { choiceFor, rankedModels } from '../../models/choose.js';
import { endpointConnection } from '../models/endpointConnection.js';
import { harmless } from '../notify/messages.js';
import { withNextSteps } from './nextSteps.js';
import { withCancellableProgress } from '../notify/progress.js';
import type { Services } from '../services.js';
import { readSettings, type Settings } from '../settings.js';
import { notOffered } from '../models/languageModelErrors.js';
import { vscodeModel } from '../models/modelFromSettings.js';

/** Reports in one sentence whether the model in the settings answers, or what is wrong. */
export async function testConnection(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Test Connection',
    run: async () => {
      const found = await find(services, readSettings());
      if (found !== undefined) void tell(services.known.hideIn(found));
    },
  });
}

/** With a button, because VS Code truncates messages without one. */
async function tell(found: string): Promise<void> {
  const choose = 'Choose Model…';
  const chosen = await vscode.window.showInformationMessage(harmless(found), choose);
  if (chosen === choose) await vscode.commands.executeCommand('mcpSummarize.chooseModel');
}

async function find(services: Services, settings: Settings): Promise<string | undefined> {
  switch (settings.provider) {
    case 'offline':
      return 'Summaries are written offline, without a model; there is no connection to test.';
    case 'vscode': {
      const model = await vscodeModel(services, settings);
      if (model.isOffered)
        return `VS Code offers ${oneLine(model.name, 80)} and asks for your consent on first use.`;
      throw notOffered(model.name);
    }
    case 'anthropic': {
      const connection = await endpointConnection(services, settings);
      if (connection === undefined) return undefined;
      const { name: model } = choiceFor(
        settings.model,
        { modelHints: [] },
        rankedModels(settings.allowedModels),
      );
      const { checkConnection } = await import('../../models/anthropic/connectionCheck.js');
      return await withCancellableProgress(
        `Testing the connection to ${connection.endpoint.host}`,
        async (_, signal) => await checkConnection(connection, model, signal),
      );
    }
  }
}
