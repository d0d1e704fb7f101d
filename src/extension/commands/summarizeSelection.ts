import * as vscode from 'vscode';
import type * as call from '../../call/summarize.js';
import { cancelled } from '../../common/errors.js';
import { askAboutSecrets, describeRedacted, type CheckedText } from '../secrets/askAboutSecrets.js';
import { askBeforePlan } from '../notify/messages.js';
import type { ToolAnswer } from '../../call/runTool.js';
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
      begin(services, settings, prepared?.server ?? settings.server);
      prepared = await prepare(services, settings, prepared);
      await prepared.call.run(settings);
    },
    after: async () => await prepared?.call.askAboutGaps(),
    server: () => prepared?.server ?? BUNDLED,
  });
}

/** Starts and loads together what the summary needs, also while the user is asked something. */
function begin(services: Services, { provider }: Settings, server: string): void {
  services.servers.begin(server);
  if (provider === 'anthropic') void services.keptModel.load();
  void loadCall();
}

const loadCall = async (): Promise<typeof call> => await import('../../call/summarize.js');

/** What is summarized, and by which server; stays the same for retries. */
interface Prepared {
  readonly call: PreviewedCall;
  readonly server: string;
  readonly selected: SelectedText;
  /** Whether the text is searched for secrets. */
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
  const search = new AbortController();
  const checking = leaves
    ? askAboutSecrets(selected.text, selected.title, services.findSecrets, search.signal)
    : Promise.resolve({ text: selected.text, redacted: 0 });
  // The call may end before it is needed.
  checking.catch(() => undefined);
  // Our own server can send a text nowhere, so it gets it at once, and only the model waits.
  const text = server === BUNDLED ? selected.text : (await checking).text;
  const call = callFor(services, { server, selected, text, checking, search });
  return { call, server, selected, isChecked: leaves };
}

interface Summarized {
  readonly server: string;
  readonly selected: SelectedText;
  /** The text that the server may have. */
  readonly text: string;
  /** What the model may have of it. */
  readonly checking: Promise<CheckedText>;
  /** Ends the search for that. */
  readonly search: AbortController;
}

function callFor(
  services: Services,
  { server, selected, text, checking, search }: Summarized,
): PreviewedCall {
  const { title, part, wholeDocument, languageId, firstLine } = selected;
  let isConfirmed = false;
  return new PreviewedCall(services, {
    title: wholeDocument ? `Summarizing ${title}` : `Summarizing ${part} of ${title}`,
    shown: { title, part, ...shownServer(server) },
    identity: JSON.stringify([selected.identity, server]),
    server,
    given: text,
    needsModel: true,
    checked: checking,
    perform: async (options, settings, tell) => {
      const { partTokens, confirmFrom, style, length, language, instructions } = settings;
      const wishes = Object.entries({ style, length, language, instructions }).filter(
        ([, wish]) => wish.trim() !== '',
      );
      const { summarize } = await loadCall();
      return await withCheckedText(
        { text, checking, search },
        options.signal,
        (checked) => {
          tell(part + describeRedacted(checked));
        },
        async (allowed, signal) =>
          await summarize(allowed, {
            ...options,
            signal,
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
              ask: async (plan) => {
                // One question after the other, and none for a call that has been given up.
                await checking;
                if (signal.aborted) throw cancelled(signal.reason);
                return (isConfirmed ||= await askBeforePlan(plan));
              },
            },
          }),
      );
    },
  });
}

/** Works with a text while it is searched for secrets; if some are redacted, begins again without them. */
async function withCheckedText(
  { text, checking, search }: Pick<Summarized, 'text' | 'checking' | 'search'>,
  signal: AbortSignal,
  onChecked: (checked: CheckedText) => void,
  work: (text: string, signal: AbortSignal) => Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  const other = new AbortController();
  const stop = (): void => {
    other.abort();
  };
  const checked = checking.then((found) => {
    onChecked(found);
    if (found.text !== text) stop();
  });
  checked.catch(stop);
  try {
    return await work(text, AbortSignal.any([signal, other.signal]));
  } catch (error) {
    if (signal.aborted) search.abort();
    if (!other.signal.aborted || signal.aborted) throw error;
    // Throws if the user does not want it sent.
    const { text: allowed } = await checking;
    return await work(allowed, signal);
  }
}
