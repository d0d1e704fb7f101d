import * as vscode from 'vscode';
import { askAboutSecrets, describeRedacted } from '../vscode/askAboutSecrets.js';
import { confirmPlan } from '../vscode/messages.js';
import { withNextSteps } from '../vscode/nextSteps.js';
import { PreviewedCall, shownServer } from '../vscode/previewedCall.js';
import { describeSelected, selectedText } from '../vscode/selection.js';
import { BUNDLED } from '../vscode/servers.js';
import type { Services } from '../vscode/services.js';
import { readSettings } from '../vscode/settings.js';

/**
 * Summarizes the selection of the active editor, or all of it, into a preview beside it: by the bundled
 * server, or the one that the settings name.
 */
export async function summarizeSelection(services: Services): Promise<void> {
  let server = BUNDLED;
  let call: PreviewedCall | undefined;
  await withNextSteps(services, {
    name: 'Summarize Selection',
    run: async () => {
      if (call === undefined) {
        ({ server } = readSettings());
        call = await callFor(services, server);
      }
      await call.run();
    },
    after: async () => await call?.askAboutGaps(),
    server: () => server,
  });
}

async function callFor(services: Services, server: string): Promise<PreviewedCall> {
  const selected = selectedText(vscode.window.activeTextEditor);
  const { title, part, wholeDocument, languageId, firstLine } = selected;
  const { provider, partTokens, confirmFrom, style, length, language, instructions } = readSettings();
  const wishes = Object.entries({ style, length, language, instructions }).filter(
    ([, wish]) => wish.trim() !== '',
  );
  // Offline, and with our own server, it does not leave the machine.
  const staysHere = provider === 'offline' && server === BUNDLED;
  const checked = staysHere
    ? { text: selected.text, redacted: 0 }
    : await askAboutSecrets(selected.text, title);
  const { text } = checked;
  let isConfirmed = false;
  return new PreviewedCall(services, {
    title: wholeDocument
      ? `Nothing is selected: summarizing the whole of ${title}`
      : `Summarizing ${part} of ${title}`,
    shown: { title, part: describeSelected(selected) + describeRedacted(checked), ...shownServer(server) },
    identity: JSON.stringify([selected.identity, server]),
    server,
    needsModel: true,
    perform: async (options) => {
      const { summarize } = await import('../summarize.js');
      return await summarize(text, {
        ...options,
        about: {
          title,
          language_id: languageId,
          part_tokens: partTokens,
          ...(firstLine !== undefined && { first_line: firstLine }),
          ...Object.fromEntries(wishes),
        },
        confirm: {
          from: confirmFrom,
          // Once for all tries: what is known already costs nothing.
          ask: async (plan) => (isConfirmed ||= await confirmPlan(plan)),
        },
      });
    },
  });
}
