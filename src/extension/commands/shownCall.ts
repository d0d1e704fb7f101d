import type * as vscode from 'vscode';
import { toSummarizeError } from '../../common/errors.js';
import type { ServerConnection } from '../../mcp/connection/connection.js';
import { limited } from '../../models/limited.js';
import type { Model } from '../../models/model.js';
import type { CallOptions, ToolAnswer } from '../../call/runTool.js';
import { refused } from '../../sampling/refusal.js';
import type { SummaryState } from '../../summary/state.js';
import { policed, type Consent } from '../consent/consent.js';
import { modelFromSettings } from '../models/modelFromSettings.js';
import { askAboutGaps } from '../notify/messages.js';
import type { Report } from '../notify/runningItem.js';
import { documentView, type CallView } from '../summaries/documentView.js';
import { documentUri } from '../summaries/summaryUris.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import type { Settings } from '../settings.js';

/** What to do, and with which server. */
export interface TextTask {
  /** What is going on, for the status bar: "Summarizing lines 3–20 of notes.md". */
  readonly title: string;
  /** What the preview says about it, see `SummaryState`. */
  readonly shown: Shown;
  /** Equal for the same work on the same source: it has one document. */
  readonly identity: string;
  /** The document that shows it, if it is not that of the identity. */
  readonly into?: vscode.Uri | undefined;
  /** The question that is asked, if the result is the answer to one: it comes below what the document shows then. */
  readonly question?: { readonly words: string; readonly below: () => SummaryState } | undefined;
  /** `BUNDLED`, or the name of a server in the settings. */
  readonly server: string;
  /** The text sent to the server; empty if none is. */
  readonly given: () => string;
  /** Whether the task certainly needs a model, so that the user is asked for a key right away. */
  readonly needsModel: boolean;
  /** Whether Offline can do it; true by default. */
  readonly offlineWillDo?: boolean | undefined;
  /** @param tell changes what the preview says */
  perform(
    options: CallOptions,
    settings: Settings,
    tell: (changes: Partial<Shown>) => void,
  ): Promise<ToolAnswer>;
}

/** What a preview says about a task, whatever comes of it. */
export type Shown = Pick<
  SummaryState,
  | 'title'
  | 'part'
  | 'lines'
  | 'document'
  | 'ranges'
  | 'link'
  | 'tool'
  | 'server'
  | 'style'
  | 'wishes'
  | 'redactions'
  | 'leftOut'
  | 'digest'
  | 'sentenceLines'
>;

/** A task whose result is shown as it is written, by default in a preview next to the editor; it can be retried. */
export class ShownCall {
  readonly #services: Services;
  readonly #task: TextTask;
  readonly #uri: vscode.Uri;
  readonly #viewOfTry: () => CallView;
  /** The answer of the last try. */
  #answer: ToolAnswer | undefined;
  #tellsFailure = false;

  /** @param view where it is shown; by default in its document */
  constructor(services: Services, task: TextTask, view?: CallView) {
    this.#services = services;
    this.#task = task;
    this.#uri = task.into ?? documentUri(task.identity, task.shown);
    // A retry is of the same lines, which may have moved.
    let goesOn = task.question !== undefined;
    this.#viewOfTry = () => {
      const shown = view ?? documentView(services, this.#uri, { goesOn });
      goesOn = true;
      return shown;
    };
  }

  /** Whether the preview says how the last try failed. */
  get tellsFailure(): boolean {
    return this.#tellsFailure;
  }

  /** The document that shows it. */
  get uri(): vscode.Uri {
    return this.#uri;
  }

  /**
   * Runs the task. A retry writes into the same preview.
   *
   * @param given a snapshot; they are not read again during the run
   * @param signal ends it, besides the user's Stop
   * @throws {SummarizeError}
   */
  async run(given: Settings, signal?: AbortSignal): Promise<void> {
    const { runs, documents, consent } = this.#services;
    const { needsModel, server } = this.#task;
    const model = needsModel ? await this.#model(given) : undefined;
    if (needsModel && model === undefined) return;
    // The user may have chosen another one when asked for a key.
    const settings = { ...given, provider: model?.provider ?? given.provider };
    const connection = await this.#services.servers.connection(server);
    if (connection === undefined) return;
    // A second click on the same source shows the running one. There must be no await between this check
    // and the place that registers the run.
    if (runs.has(this.#uri)) {
      await documents.show(this.#uri);
      return;
    }
    this.#answer = undefined;
    this.#tellsFailure = false;
    const run = runs.begin(this.#uri);
    try {
      this.#answer = await this.#perform(model, connection, {
        consent,
        settings,
        signal: signal === undefined ? run.signal : AbortSignal.any([run.signal, signal]),
      });
    } finally {
      run.end({ failed: this.#answer === undefined });
    }
  }

  /** @returns `retry`, if the user wants the missing parts */
  async askAboutGaps(): Promise<'retry' | undefined> {
    return this.#answer === undefined ? undefined : await askAboutGaps(this.#answer);
  }

  /** The model in the settings, limited to their number of concurrent requests. */
  async #model(settings: Settings): Promise<Model | undefined> {
    const { modelLimiter } = this.#services;
    modelLimiter.concurrency = settings.concurrency;
    const { offlineWillDo = true } = this.#task;
    const model = await modelFromSettings(this.#services, settings, { offlineWillDo });
    return model && limited(model, modelLimiter);
  }

  async #perform(
    known: Model | undefined,
    connection: ServerConnection,
    {
      consent,
      settings,
      signal,
    }: { readonly consent: Consent; readonly settings: Settings; readonly signal: AbortSignal },
  ): Promise<ToolAnswer> {
    const server = policed(this.#task.server, connection.server);
    const { activity, known: secrets, log } = this.#services;
    const { shown, title, given, question } = this.#task;
    const writer = known?.name ?? connection.server.name;
    const view = this.#viewOfTry();
    let state: SummaryState = {
      ...shown,
      model: known?.name ?? '',
      offline: known?.provider === 'offline',
      startedAt: Date.now(),
      isStale: false,
      texts: [],
      questions: [],
      outcome: { kind: 'running', notice: `Waiting for ${writer}…` },
    };
    const below = question?.below();
    const show = (): void => {
      view.show(below === undefined || question === undefined ? state : asked(below, question.words, state));
    };
    const change = (changes: Partial<SummaryState>): void => {
      // Late events must not change a finished result.
      if (state.outcome.kind !== 'running') return;
      state = { ...state, ...changes };
      show();
    };
    const end = (outcome: SummaryState['outcome'], changes: Partial<SummaryState> = {}): void => {
      change({ ...changes, seconds: (Date.now() - state.startedAt) / 1000, outcome });
    };
    change({});
    return await view.whileRunning(title, async (report) => {
      try {
        report(`waiting for ${writer}…`);
        const performing = this.#task.perform(
          {
            connection,
            model: known ?? this.#modelSource(settings, change),
            maxTokens: settings.maxTokens,
            priceOf: settings.priceOf,
            callMilliseconds: settings.timeout * 1000,
            gateFor: (tool) => consent.gateFor(server, tool, given()),
            log,
            activity,
            secrets,
            signal,
            events: eventsFor(() => state, { change, report, canTakeBack: () => view.canTakeBack() }),
          },
          settings,
          change,
        );
        // It opens while the call is under way: nothing of the window stands between the click and the model.
        const showing = view.open();
        showing.catch(() => undefined);
        const answer = await performing;
        end({ kind: 'done', answer }, { texts: [answer.text] });
        await showing;
        view.ready(question === undefined ? readyWords(shown) : 'Answer ready');
        return answer;
      } catch (error) {
        end({ kind: 'failed', error: secrets.hideInError(toSummarizeError(error)) });
        this.#tellsFailure = true;
        throw error;
      }
    });
  }

  /** Chooses the model only when the server samples, because it may never do so: then the user is asked for a key. */
  #modelSource(settings: Settings, change: (changes: Partial<SummaryState>) => void): () => Promise<Model> {
    let choosing: Promise<Model> | undefined;
    const choose = async (): Promise<Model> => {
      const model = await this.#model(settings);
      if (model === undefined) throw refused('no model was chosen');
      change({ model: model.name, offline: model.provider === 'offline' });
      return model;
    };
    return () => (choosing ??= choose());
  }
}

/** A summary with a question below it, and what is known of its answer. */
function asked(below: SummaryState, question: string, { texts, outcome }: SummaryState): SummaryState {
  const text = texts.filter((one) => one.trim() !== '').join('\n\n');
  // A question that is asked again takes the place of its failure.
  const others = below.questions.filter((one) => one.question !== question || one.outcome.kind !== 'failed');
  return { ...below, questions: [...others, { question, text, outcome }] };
}

function readyWords({ tool, title }: Shown): string {
  if (tool === undefined) return `Summary of ${title} ready`;
  return title === '' ? `${tool} is done` : `${tool} with ${title} is done`;
}

/** Shows the progress of a call. */
function eventsFor(
  stateNow: () => SummaryState,
  {
    change,
    report,
    canTakeBack,
  }: Pick<CallView, 'canTakeBack'> & {
    readonly change: (changes: Partial<SummaryState>) => void;
    readonly report: Report;
  },
): CallOptions['events'] {
  const write = (request: number, text: string): void => {
    const { texts } = stateNow();
    const longer = Array.from({ length: Math.max(texts.length, request + 1) }, (_, index) =>
      index === request ? text : (texts[index] ?? ''),
    );
    change({ texts: longer, outcome: progress });
  };
  let progress: SummaryState['outcome'] = { kind: 'running' };
  const notice = (sentence: string): void => {
    report(sentence);
    change({ outcome: { kind: 'running', notice: sentence } });
  };
  return {
    onText: (delta, request) => {
      const { texts, model } = stateNow();
      if (texts.every((text) => text === '')) report(`${model} is writing…`);
      write(request, (texts[request] ?? '') + delta);
    },
    onRetry: notice,
    onNotice: (sentence) => {
      // Keep showing the call's progress while the model writes.
      progress = { kind: 'running', notice: sentence };
      notice(sentence);
    },
    takeBack: (request) => {
      if (!canTakeBack()) return false;
      write(request, '');
      return true;
    },
  };
}

/** The server as the preview names it; the bundled one is not named. */
export function shownServer(server: string): Pick<SummaryState, 'server'> {
  return server === BUNDLED ? {} : { server };
}
