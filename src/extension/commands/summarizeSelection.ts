import * as vscode from 'vscode';
import type * as call from '../../call/summarize.js';
import { cancelled } from '../../common/errors.js';
import type { AllowedText, CheckedText } from '../../secrets/allowedText.js';
import { allowedText, describeRedacted } from '../secrets/askAboutSecrets.js';
import { askBeforePlan } from '../notify/messages.js';
import type { CallOptions, ToolAnswer } from '../../call/runTool.js';
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
  let work: SummaryWork | undefined;
  await withNextSteps(services, {
    name: 'Summarize Selection',
    run: async () => {
      const settings = readSettings();
      const ended = new AbortController();
      try {
        begin(services, settings, work?.server ?? settings.server, ended.signal);
        work ??= new SummaryWork(services, selectedText(vscode.window.activeTextEditor), settings.server);
        await work.run(settings);
      } finally {
        ended.abort();
      }
    },
    after: async () => await work?.call.askAboutGaps(),
    server: () => work?.server ?? BUNDLED,
  });
}

/**
 * Starts and loads together what the summary needs, also while the user is asked something.
 *
 * @param signal ends the wait for it
 */
function begin(services: Services, { provider }: Settings, server: string, signal: AbortSignal): void {
  services.servers.begin(server, signal);
  // Whoever uses them says what is wrong.
  if (provider === 'anthropic') services.keptModel.load().catch(() => undefined);
  loadCall().catch(() => undefined);
}

const loadCall = async (): Promise<typeof call> => await import('../../call/summarize.js');

/** What is summarized, and by which server; stays the same for retries. */
class SummaryWork {
  readonly server: string;
  readonly call: PreviewedCall;
  readonly #selected: SelectedText;
  readonly #text: AllowedText;
  /** The text that the server was given. */
  #given: string;
  #isConfirmed = false;

  constructor(services: Services, selected: SelectedText, server: string) {
    const { title, text, part, wholeDocument } = selected;
    this.server = server;
    this.#selected = selected;
    this.#given = text;
    this.#text = allowedText(text, title, services.findSecrets);
    this.call = new PreviewedCall(services, {
      title: wholeDocument ? `Summarizing ${title}` : `Summarizing ${part} of ${title}`,
      shown: { title, part, ...shownServer(server) },
      identity: JSON.stringify([selected.identity, server]),
      server,
      given: () => this.#given,
      needsModel: true,
      perform: async (options, settings, tell) => await this.#perform(options, settings, tell),
    });
  }

  async run(settings: Settings): Promise<void> {
    if (this.#leaves(settings)) this.#text.begin();
    await this.call.run(settings);
  }

  /** Offline with the bundled server, the text stays on this machine; a retry may use other settings. */
  #leaves({ provider }: Settings): boolean {
    return provider !== 'offline' || this.server !== BUNDLED;
  }

  async #perform(
    options: CallOptions,
    settings: Settings,
    tell: (part: string) => void,
  ): Promise<ToolAnswer> {
    const { signal } = options;
    const { text, part } = this.#selected;
    const work = async (
      checked: CheckedText,
      signal: AbortSignal,
      until?: Promise<void>,
    ): Promise<ToolAnswer> => {
      this.#given = checked.text;
      tell(part + describeRedacted(checked));
      return await this.#summarize(checked.text, { ...options, signal, until }, settings);
    };
    if (!this.#leaves(settings)) return await work({ text, redacted: 0 }, signal);
    // Our own server can send a text nowhere, so it gets it at once, and only the model waits.
    if (this.server === BUNDLED) return await this.#text.whileSearched(work, signal);
    return await work(await this.#text.checked(signal), signal);
  }

  async #summarize(text: string, options: CallOptions, settings: Settings): Promise<ToolAnswer> {
    const { partTokens, confirmFrom, style, length, language, instructions } = settings;
    const { title, languageId, firstLine } = this.#selected;
    const wishes = Object.entries({ style, length, language, instructions }).filter(
      ([, wish]) => wish.trim() !== '',
    );
    const { summarize } = await loadCall();
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
        ask: async (plan) => {
          // One question after the other, and none for a call that has been given up.
          await options.until;
          if (options.signal.aborted) throw cancelled(options.signal.reason);
          return (this.#isConfirmed ||= await askBeforePlan(plan));
        },
      },
    });
  }
}
