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
import { withCancellableProgress, type Report } from '../notify/progress.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import type { Settings } from '../settings.js';

/** What is to be done, and by which server. */
export interface TextTask {
  /** The title of the notification: "Summarizing lines 3–20 of notes.md". */
  readonly title: string;
  /** What the preview says of it, see `SummaryState`. */
  readonly shown: Pick<SummaryState, 'title' | 'part' | 'tool' | 'server'>;
  /** The same for the same work on the same text, to recognize a second click. */
  readonly identity: string;
  /** `BUNDLED`, or the name of a server in the settings. */
  readonly server: string;
  /** The text that goes to the server; empty if none does. */
  readonly given: string;
  /** Whether a model is surely needed, so that the user is asked for a key at once. */
  readonly needsModel: boolean;
  perform(options: CallOptions, settings: Settings): Promise<ToolAnswer>;
}

/** One task on its way to the preview beside the editor, with as many tries as the user wants. */
export class PreviewedCall {
  readonly #services: Services;
  readonly #task: TextTask;
  #uri: vscode.Uri | undefined;
  /** What the last try came to. */
  #answer: ToolAnswer | undefined;

  constructor(services: Services, task: TextTask) {
    this.#services = services;
    this.#task = task;
  }

  /**
   * One try. The next one writes into the same preview.
   *
   * @param settings as they are at its beginning; nothing of it reads them again
   * @throws {SummarizeError}
   */
  async run(settings: Settings): Promise<void> {
    const { underWay, documents } = this.#services;
    const { identity, needsModel, server } = this.#task;
    const model = needsModel ? await this.#model(settings) : undefined;
    if (needsModel && model === undefined) return;
    const connection = await (await this.#services.servers()).connection(server);
    if (connection === undefined) return;
    const consent = await this.#services.consent();
    // A second click on the same text shows what is being written already. Nothing is awaited from here
    // to where the work is noted as under way.
    const running = underWay.get(identity);
    if (running !== undefined) {
      await documents.show(running);
      return;
    }
    this.#answer = undefined;
    try {
      this.#answer = await this.#perform(model, connection, { consent, settings });
    } finally {
      if (underWay.get(identity) === this.#uri) underWay.delete(identity);
    }
  }

  /** @returns the next step, where the user wants what is missing in the result */
  async askAboutGaps(): Promise<'retry' | undefined> {
    return this.#answer === undefined ? undefined : await askAboutGaps(this.#answer);
  }

  /** The model of the settings, for as many requests at once as they say. */
  async #model(settings: Settings): Promise<Model | undefined> {
    const { modelLimiter } = this.#services;
    modelLimiter.concurrency = settings.concurrency;
    const model = await modelFromSettings(this.#services, settings);
    return model && limited(model, modelLimiter);
  }

  async #perform(
    known: Model | undefined,
    connection: ServerConnection,
    { consent, settings }: { readonly consent: Consent; readonly settings: Settings },
  ): Promise<ToolAnswer> {
    const server = policed(this.#task.server, connection.server);
    const { activity, documents, known: secrets, log } = this.#services;
    const writer = known?.name ?? connection.server.name;
    let state: SummaryState = {
      ...this.#task.shown,
      model: known?.name ?? '',
      offline: known?.provider === 'offline',
      texts: [],
      outcome: { kind: 'running', notice: `Waiting for ${writer}…` },
    };
    const uri = this.#uri ?? documents.create(state);
    this.#uri = uri;
    this.#services.underWay.set(this.#task.identity, uri);
    const change = (changes: Partial<SummaryState>): void => {
      // What still comes in behind the end changes nothing.
      if (state.outcome.kind !== 'running') return;
      state = { ...state, ...changes };
      documents.update(uri, state);
    };
    change({});
    return await withCancellableProgress(this.#task.title, async (report, signal) => {
      try {
        report('starting the server…');
        await documents.show(uri);
        report(`waiting for ${writer}…`);
        const answer = await this.#task.perform(
          {
            connection,
            model: known ?? this.#modelSource(settings, change),
            maxTokens: settings.maxTokens,
            priceOf: settings.priceOf,
            callMilliseconds: settings.timeout * 1000,
            gateFor: (tool) => consent.gateFor(server, tool, this.#task.given),
            log,
            activity,
            secrets,
            signal,
            events: eventsFor(() => state, change, report),
          },
          settings,
        );
        change({ texts: [answer.text], outcome: { kind: 'done', answer } });
        return answer;
      } catch (error) {
        change({ outcome: { kind: 'failed', error: secrets.hideInError(toSummarizeError(error)) } });
        throw error;
      }
    });
  }

  /** The model for a server that may never sample: the user is asked for a key when it does. */
  #modelSource(settings: Settings, change: (changes: Partial<SummaryState>) => void): () => Promise<Model> {
    let choosing: Promise<Model> | undefined;
    const choose = async (): Promise<Model> => {
      const model = await this.#model(settings);
      if (model === undefined) throw refused('no model was chosen to answer it');
      change({ model: model.name, offline: model.provider === 'offline' });
      return model;
    };
    return () => (choosing ??= choose());
  }
}

/** Shows what a call does while it does it. */
function eventsFor(
  stateNow: () => SummaryState,
  change: (changes: Partial<SummaryState>) => void,
  report: Report,
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
      // How far a call is stays to be seen while its model writes.
      progress = { kind: 'running', notice: sentence };
      notice(sentence);
    },
    takeBack: (request) => {
      write(request, '');
      return true;
    },
  };
}

/** The name of a server as the preview shows it: none for the bundled one. */
export function shownServer(server: string): Pick<SummaryState, 'server'> {
  return server === BUNDLED ? {} : { server };
}
