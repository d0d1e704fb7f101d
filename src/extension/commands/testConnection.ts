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

/** Says in one sentence whether the model of the settings would answer, or what is wrong. */
export async function testConnection(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Test Connection',
    run: async () => {
      const found = await find(services, readSettings());
      if (found !== undefined) void tell(services.known.hideIn(found));
    },
  });
}

/** With a button, since VS Code shows only those sentences whole. */
async function tell(found: string): Promise<void> {
  const choose = 'Choose Model…';
  const chosen = await vscode.window.showInformationMessage(harmless(found), choose);
  if (chosen === choose) await vscode.commands.executeCommand('mcpSummarize.chooseModel');
}

async function find(services: Services, settings: Settings): Promise<string | undefined> {
  switch (settings.provider) {
    case 'offline':
      return 'Summaries are made offline, without any model: there is nothing to connect to.';
    case 'vscode': {
      const model = await vscodeModel(services, settings);
      if (model.isOffered)
        return `VS Code offers ${oneLine(model.name, 80)}; it asks for your consent at the first use.`;
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
        `Asking ${connection.endpoint.host}`,
        async (_, signal) => await checkConnection(connection, model, signal),
      );
    }
  }
}
