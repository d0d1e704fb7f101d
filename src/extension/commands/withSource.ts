import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import { cancelled } from '../../common/errors.js';
import { citationsOf } from '../../call/citedAnswer.js';
import type { CallOptions, ToolAnswer } from '../../call/runTool.js';
import type { SummaryOptions } from '../../call/summaryOptions.js';
import { MAX_PART_TOKENS } from '../../contract/summarize.js';
import type { AllowedText, CheckedText } from '../../secrets/allowedText.js';
import type { Texts } from '../../secrets/searchTexts.js';
import { sentenceLinesOf } from '../../summary/sentenceLines.js';
import { askBeforePlan } from '../notify/messages.js';
import { allowedText, redactionsOf } from '../secrets/askAboutSecrets.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import { readSettings, type Settings } from '../settings.js';
import { digestOf } from '../summaries/sourceDigest.js';
import type { CallView } from '../summaries/documentView.js';
import { sourceRange, type ReadSource, type SourceText } from '../sources/sourceText.js';
import { withNextSteps } from './nextSteps.js';
import type { Work } from './work.js';
import { ShownCall, shownServer, type Shown, type TextTask } from './shownCall.js';

/** What to do with a source. */
export interface SourceTask {
  /** The command's name in the log. */
  readonly name: string;
  readonly read: ReadSource;
  /** The document that shows it; by default that of the source. */
  readonly into?: vscode.Uri | undefined;
  /** The question that is asked, and what its document shows besides. */
  readonly question?: TextTask['question'];
  /** What goes along with the text; it is searched for secrets too. */
  readonly along?: readonly string[];
  /** What is going on, for the status bar. */
  title(source: SourceText): string;
  /** What the preview says besides the source. */
  shown(source: SourceText, settings: Settings): Pick<Shown, 'style' | 'wishes'>;
  /** The call, with the text and what goes along with it as they may be sent. */
  perform(
    source: SourceText,
    checked: CheckedText,
    options: CallWithConfirm,
    settings: Settings,
  ): Promise<ToolAnswer>;
}

type CallWithConfirm = CallOptions & Pick<SummaryOptions, 'confirm'>;

/**
 * Does something with a source and shows its result in a preview next to the editor, using the bundled server or the one
 * in the settings. This is the way of every source.
 */
export async function withSource(services: Services, task: SourceTask): Promise<void> {
  let made: SourceWork | undefined;
  const work: Work = {
    name: task.name,
    run: async () => {
      const settings = readSettings();
      const ended = new AbortController();
      try {
        begin(services, settings, made?.server ?? settings.server, ended.signal);
        if (made === undefined) {
          made = new SourceWork(services, task, { source: await task.read(ended.signal), settings });
          services.sources.remember(made.call.uri, task.read);
          services.retries.remember(made.call.uri, work);
        }
        // A retry uses the same text.
        await made.run(settings);
      } finally {
        ended.abort();
      }
    },
    after: async () => await made?.call.askAboutGaps(),
    tells: () => made?.call.tellsFailure === true,
    server: () => made?.server ?? BUNDLED,
  };
  await withNextSteps(services, work);
}

/**
 * Starts and loads together what the call needs, also while the user is asked something.
 *
 * @param signal ends the wait for it
 */
export function begin(services: Services, { provider }: Settings, server: string, signal: AbortSignal): void {
  services.servers.begin(server, signal);
  // Whoever uses them says what is wrong.
  if (provider === 'anthropic') services.keptModel.load().catch(() => undefined);
  import('../../call/summarize.js').catch(() => undefined);
}

/** A source as it was read, with the settings of that moment. */
interface Taken {
  readonly source: SourceText;
  readonly settings: Settings;
  readonly view?: CallView;
}

/** What is done with a text, and by which server; stays the same for retries. */
export class SourceWork {
  readonly server: string;
  readonly call: ShownCall;
  readonly #task: SourceTask;
  readonly #source: SourceText;
  readonly #text: AllowedText;
  /** The text that the server was given. */
  #given: string;
  #isConfirmed = false;

  /** @param view where it is shown; by default in its document */
  constructor(services: Services, task: SourceTask, { source, settings, view }: Taken) {
    const { server } = settings;
    this.server = server;
    this.#task = task;
    this.#source = source;
    this.#given = source.text;
    this.#text = allowedText({ ...searchedSource(source), along: task.along ?? [] }, services.findSecrets);
    const work: TextTask = {
      title: task.title(source),
      shown: {
        ...shownSource(source),
        ...shownServer(server),
        ...task.shown(source, settings),
        redactions: [],
      },
      identity: source.identity,
      into: task.into,
      question: task.question,
      server,
      given: () => this.#given,
      needsModel: true,
      // An extract answers no question.
      offlineWillDo: source.image === undefined && task.along === undefined,
      perform: async (options, now, tell) => await this.#perform(options, now, tell),
    };
    this.call = new ShownCall(services, work, view);
  }

  /** @param signal ends it, besides the user's Stop */
  async run(settings: Settings, signal?: AbortSignal): Promise<void> {
    if (this.#leaves(settings)) this.#text.begin();
    await this.call.run(settings, signal);
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
      const redactions = redactionsOf(checked, firstLine);
      tell({ redactions, ...this.#task.shown(this.#source, settings) });
      const call = { ...options, signal, until };
      const confirm = this.#confirm(call, settings);
      const answer = await this.#task.perform(this.#source, checked, { ...call, confirm }, settings);
      tell({ digest: digestOf(this.#source.text), sentenceLines: linesOfSentences(this.#source, answer) });
      return answer;
    };
    const { signal } = options;
    if (!this.#leaves(settings))
      return await work({ text, along: this.#task.along ?? [], redacted: [] }, signal);
    // Our own server can send a text nowhere, so it gets it at once, and only the model waits.
    if (this.server === BUNDLED) return await this.#text.whileSearched(work, signal);
    return await work(await this.#text.checked(signal), signal);
  }

  #confirm(
    { signal, until }: CallOptions,
    { confirmFrom }: Settings,
  ): NonNullable<CallWithConfirm['confirm']> {
    return {
      from: this.#source.asksFirst === true ? 0 : confirmFrom,
      // Asked once for all retries: parts that are done cost nothing.
      ask: async (plan) => {
        // One question after the other, and none for a call that has been given up.
        await until;
        if (signal.aborted) throw cancelled(signal.reason);
        return (this.#isConfirmed ||= await askBeforePlan(plan));
      },
    };
  }
}

/** The lines of the sentences of a summary; undefined where the text is not made of lines of a document. */
function linesOfSentences(
  { place, firstLine }: SourceText,
  answer: ToolAnswer,
): Pick<Shown, 'sentenceLines'>['sentenceLines'] {
  if (place === undefined || (firstLine === undefined && place.ranges.length < 2)) return undefined;
  return sentenceLinesOf(citationsOf(answer).sentences, place.ranges.map(sourceRange));
}

/** What the tool is told about a source, for what it declares. */
export function aboutSource(
  { title, languageId, firstLine }: SourceText,
  { partTokens, fold, provider }: Settings,
): NonNullable<SummaryOptions['about']> {
  return {
    title,
    language_id: languageId,
    // An extract of the whole is better than one of extracts.
    part_tokens: provider === 'offline' ? MAX_PART_TOKENS : partTokens,
    // The extract reads the log itself.
    ...((!fold || provider === 'offline') && { fold: false }),
    // It also says where each of its lines stands.
    ...(provider !== 'offline' && { cite: true }),
    ...(firstLine !== undefined && { first_line: firstLine }),
  };
}

/** What is searched for secrets; a link tells nothing of an `.env` file, but the file's name does. */
export function searchedSource({ text, title, leadsTo = title }: SourceText): Pick<Texts, 'text' | 'title'> {
  return { text, title: leadsTo };
}

/** What a preview says about a source. */
export function shownSource({
  title,
  part,
  lines,
  place,
  leftOut = [],
}: SourceText): Pick<Shown, 'title' | 'part' | 'lines' | 'document' | 'ranges' | 'link' | 'leftOut'> {
  return {
    leftOut,
    title,
    part,
    lines,
    document: place?.uri.toString(),
    ranges: place?.ranges.map(sourceRange) ?? [],
    link: place && linkTo(place.uri),
  };
}

/**
 * A link in VS Code's Markdown preview begins at the first folder of the workspace. Links to what is elsewhere have lines
 * alone, and are the preview's script's (`summaries/pointedLines.ts`).
 */
function linkTo(uri: vscode.Uri): string {
  const [root] = workspace.workspaceFolders ?? [];
  if (root === undefined || workspace.getWorkspaceFolder(uri) !== root) return '';
  const path = uri.path.slice(root.uri.path.length);
  return path.split('/').map(encodeURIComponent).join('/');
}
