import * as vscode from 'vscode';
import { askAboutSecrets, describeRedacted, type CheckedText } from '../secrets/askAboutSecrets.js';
import { askBeforePlan } from '../notify/messages.js';
import { withNextSteps } from './nextSteps.js';
import { PreviewedCall, shownServer } from './previewedCall.js';
import { selectedText, type SelectedText } from '../preview/selection.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import { readSettings, type Settings } from '../settings.js';

/**
 * Summarizes the selection in the active editor, or the entire file, into a preview beside it, using the bundled
 * server or the one in the settings.
 */
export async function summarizeSelection(services: Services): Promise<void> {
  let prepared: Prepared | undefined;
  await withNextSteps(services, {
    name: 'Summarize Selection',
    run: async () => {
      const settings = readSettings();
      services.begin(prepared?.server ?? settings.server);
      prepared = await prepare(services, settings, prepared);
      await prepared.call.run(settings);
    },
    after: async () => await prepared?.call.askAboutGaps(),
    server: () => prepared?.server ?? BUNDLED,
  });
}

/** What is summarized, and by which server; stays the same for retries. */
interface Prepared {
  readonly call: PreviewedCall;
  readonly server: string;
  readonly selected: SelectedText;
  /** Whether the text was searched for secrets. */
  readonly isChecked: boolean;
}

async function prepare(
  services: Services,
  settings: Settings,
  before: Prepared | undefined,
): Promise<Prepared> {
  const server = before?.server ?? settings.server;
  // Offline with the bundled server, the text stays on this machine; a retry may use other settings.
  const leaves = settings.provider !== 'offline' || server !== BUNDLED;
  if (before !== undefined && (before.isChecked || !leaves)) return before;
  const selected = before?.selected ?? selectedText(vscode.window.activeTextEditor);
  const checked = leaves
    ? await askAboutSecrets(selected.text, selected.title, services.findSecrets)
    : { text: selected.text, redacted: 0 };
  return { call: callFor(services, { server, selected, checked }), server, selected, isChecked: leaves };
}

function callFor(
  services: Services,
  {
    server,
    selected,
    checked,
  }: { readonly server: string; readonly selected: SelectedText; readonly checked: CheckedText },
): PreviewedCall {
  const { title, part, wholeDocument, languageId, firstLine } = selected;
  const { text } = checked;
  let isConfirmed = false;
  return new PreviewedCall(services, {
    title: wholeDocument ? `Summarizing ${title}` : `Summarizing ${part} of ${title}`,
    shown: { title, part: selected.part + describeRedacted(checked), ...shownServer(server) },
    identity: JSON.stringify([selected.identity, server]),
    server,
    given: text,
    needsModel: true,
    perform: async (options, settings) => {
      const { partTokens, confirmFrom, style, length, language, instructions } = settings;
      const wishes = Object.entries({ style, length, language, instructions }).filter(
        ([, wish]) => wish.trim() !== '',
      );
      const { summarize } = await import('../../call/summarize.js');
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
          // Asked once for all retries: parts that are done cost nothing.
          ask: async (plan) => (isConfirmed ||= await askBeforePlan(plan)),
        },
      });
    },
  });
}
