import * as vscode from 'vscode';
import { oneLine } from '../errors.js';
import { DEFAULT_MODEL } from '../models/choose.js';
import { endpointConnection } from '../vscode/endpointConnection.js';
import { harmless } from '../vscode/messages.js';
import { withNextSteps } from '../vscode/nextSteps.js';
import { withCancellableProgress } from '../vscode/progress.js';
import type { Services } from '../vscode/services.js';
import { readSettings, type Settings } from '../vscode/settings.js';

/** Says in one sentence whether the model of the settings would answer, or what is wrong. */
export async function testConnection(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Test Connection',
    run: async () => {
      const found = await find(services, readSettings());
      if (found !== undefined) void vscode.window.showInformationMessage(harmless(found));
    },
  });
}

async function find(services: Services, settings: Settings): Promise<string | undefined> {
  switch (settings.provider) {
    case 'offline':
      return 'Summaries are made offline, without any model: there is nothing to connect to.';
    case 'vscode': {
      const models = await services.languageModels.list();
      const names = models.slice(0, 3).map(({ name }) => oneLine(name, 60));
      return models.length === 0
        ? 'VS Code offers no language model here; add one in VS Code (Copilot, or a key of your own).'
        : `VS Code offers ${String(models.length)} ${models.length === 1 ? 'model' : 'models'}: ${names.join(', ')}${models.length > names.length ? '…' : ''}; it asks for your consent at the first use.`;
    }
    case 'anthropic': {
      const connection = await endpointConnection(services, settings);
      if (connection === undefined) return undefined;
      const { testConnection: test } = await import('../models/connectionTest.js');
      return await withCancellableProgress(
        `Asking ${connection.endpoint.host}`,
        async (_, signal) => await test(connection, settings.model ?? DEFAULT_MODEL, signal),
      );
    }
  }
}
