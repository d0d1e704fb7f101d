import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import type * as call from '../../call/summarize.js';
import { cancelled } from '../../common/errors.js';
import type { AllowedText, CheckedText } from '../../secrets/allowedText.js';
import type { Wishes } from '../../summary/state.js';
import { allowedText, redactionsOf } from '../secrets/askAboutSecrets.js';
import { askBeforePlan } from '../notify/messages.js';
import type { CallOptions, ToolAnswer } from '../../call/runTool.js';
import { withNextSteps, type Work } from './nextSteps.js';
import { PreviewedCall, shownServer, type Shown } from './previewedCall.js';
import { sourceRange, type ReadSource, type SourceText } from '../sources/sourceText.js';
import { chosenStyle, type ChosenStyle } from '../summaries/chosenStyle.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import { readSettings, type Settings } from '../settings.js';

/** What to summarize, and how. */
export interface SummaryRequest {
  /** The command's name in the log. */
  readonly name: string;
  readonly read: ReadSource;
  /** What the user wants this time, instead of the settings. */
  readonly wishes?: Wishes;
  /** The document that shows it; by default that of the source. */
  readonly into?: vscode.Uri | undefined;
}

/**
 * Summarizes a source into a preview beside the editor, using the bundled server or the one in the settings. This is
 * the way of every source.
 */
export async function summarizeSource(
  services: Services,
  { name, read, wishes = {}, into }: SummaryRequest,
): Promise<void> {
  let summary: SummaryWork | undefined;
  const work: Work = {
    name,
    run: async () => {
      const settings = readSettings();
      const ended = new AbortController();
      try {
        begin(services, settings, summary?.server ?? settings.server, ended.signal);
        if (summary === undefined) {
          const { server } = settings;
          summary = new SummaryWork(services, await read(ended.signal), { server, wishes, into });
          services.sources.remember(summary.uri, read);
          services.retries.remember(summary.uri, work);
        }
        // A retry uses the same text.
        await summary.run(settings);
      } finally {
        ended.abort();
      }
    },
    after: async () => await summary?.call.askAboutGaps(),
    tells: () => summary?.call.tellsFailure === true,
    server: () => summary?.server ?? BUNDLED,
  };
  await withNextSteps(services, work);
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
  readonly #source: SourceText;
  readonly #wishes: Wishes;
  readonly #text: AllowedText;
  /** The text that the server was given. */
  #given: string;
  #isConfirmed = false;

  constructor(
    services: Services,
    source: SourceText,
    {
      server,
      wishes,
      into,
    }: { readonly server: string; readonly wishes: Wishes; readonly into: vscode.Uri | undefined },
  ) {
    const { title, text, part, lines } = source;
    this.server = server;
    this.#source = source;
    this.#wishes = wishes;
    this.#given = text;
    this.#text = allowedText(text, title, services.findSecrets);
    this.call = new PreviewedCall(services, {
      title: lines === '' ? `Summarizing ${title}` : `Summarizing ${part} of ${title}`,
      shown: { ...shownSource(source), ...shownServer(server), style: '', wishes, redactions: [] },
      identity: source.identity,
      into,
      server,
      given: () => this.#given,
      needsModel: true,
      perform: async (options, settings, tell) => await this.#perform(options, settings, tell),
    });
  }

  get uri(): vscode.Uri {
    return this.call.uri;
  }

  async run(settings: Settings): Promise<void> {
    if (this.#leaves(settings)) this.#text.begin();
    await this.call.run(settings);
  }

  #style(settings: Settings): ChosenStyle {
    return chosenStyle(this.#source, this.#wishes, settings);
  }

  /** Offline with the bundled server, the text stays on this machine; a retry may use other settings. */
  #leaves({ provider }: Settings): boolean {
    return provider !== 'offline' || this.server !== BUNDLED;
  }

  async #perform(
    options: CallOptions,
    settings: Settings,
    tell: (changes: Partial<Shown>) => void,
  ): Promise<ToolAnswer> {
    const { text, firstLine } = this.#source;
    const work = async (
      checked: CheckedText,
      signal: AbortSignal,
      until?: Promise<void>,
    ): Promise<ToolAnswer> => {
      this.#given = checked.text;
      tell({ redactions: redactionsOf(checked, firstLine), style: this.#style(settings).label });
      return await this.#summarize(checked.text, { ...options, signal, until }, settings);
    };
    const { signal } = options;
    if (!this.#leaves(settings)) return await work({ text, redacted: [] }, signal);
    // Our own server can send a text nowhere, so it gets it at once, and only the model waits.
    if (this.server === BUNDLED) return await this.#text.whileSearched(work, signal);
    return await work(await this.#text.checked(signal), signal);
  }

  async #summarize(text: string, options: CallOptions, settings: Settings): Promise<ToolAnswer> {
    const { partTokens, confirmFrom } = settings;
    const { title, languageId, firstLine } = this.#source;
    const { style, prompt } = this.#style(settings);
    const { length = settings.length, language = settings.language } = this.#wishes;
    const instructions = [prompt, settings.instructions].filter((one) => one.trim() !== '').join('\n');
    const wishes = Object.entries({ style, length, language, instructions }).filter(
      ([, wish]) => wish !== undefined && wish.trim() !== '',
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
        from: this.#source.asksFirst === true ? 0 : confirmFrom,
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

/** What a preview says about a source. */
export function shownSource({
  title,
  part,
  lines,
  place,
}: SourceText): Pick<Shown, 'title' | 'part' | 'lines' | 'document' | 'ranges' | 'link'> {
  return {
    title,
    part,
    lines,
    document: place?.uri.toString(),
    ranges: place?.ranges.map(sourceRange) ?? [],
    link: place && linkTo(place.uri),
  };
}

/** A link in VS Code's Markdown preview begins at the first folder of the workspace; other files have none. */
function linkTo(uri: vscode.Uri): string | undefined {
  const [root] = workspace.workspaceFolders ?? [];
  if (root === undefined || workspace.getWorkspaceFolder(uri) !== root) return undefined;
  const path = uri.path.slice(root.uri.path.length);
  return path.split('/').map(encodeURIComponent).join('/');
}
