import * as vscode from 'vscode';
import { toSummarizeError, type NextStep } from '../errors.js';
import type { ServerConnection } from '../mcp/connection.js';
import type { Model } from '../models/model.js';
import type { CallOptions, ToolAnswer } from '../runTool.js';
import type { SummaryState } from '../summary/state.js';
import { askForApiKey } from './askForApiKey.js';
import { showFailure, withoutLinks } from './messages.js';
import { modelFromSettings } from './modelFromSettings.js';
import type { Services } from './services.js';
import { readSettings, SECTION } from './settings.js';

/** What is to be done, and by which server. */
export interface TextTask {
  /** The title of the notification: "Summarizing lines 3–20 of notes.md". */
  readonly title: string;
  /** What the preview says of it, see `SummaryState`. */
  readonly shown: Pick<SummaryState, 'title' | 'part' | 'tool' | 'server'>;
  /** The same for the same work on the same text, to recognize a second click. */
  readonly identity: string;
  /** The connection to its server; undefined when the person chose to go no further. */
  connect(): Promise<ServerConnection | undefined>;
  perform(options: CallOptions): Promise<ToolAnswer>;
}

/** One task on its way to the preview beside the editor, with as many tries as the person wants. */
export class PreviewedCall {
  readonly #services: Services;
  readonly #task: TextTask;
  #uri: vscode.Uri | undefined;

  constructor(services: Services, task: TextTask) {
    this.#services = services;
    this.#task = task;
  }

  async run(): Promise<void> {
    let step: NextStep | undefined = 'retry';
    while (step !== undefined) {
      try {
        step = await this.#take(step);
      } catch (error) {
        const failure = toSummarizeError(error);
        this.#services.log.warn(`${this.#task.shown.tool ?? 'Summarize Selection'} ended: ${failure.code}.`);
        if (failure.code === 'unexpected') this.#services.log.error(describe(failure.cause));
        // A cancel is no failure: the person knows.
        step = failure.code === 'cancelled' ? undefined : await showFailure(failure);
      }
    }
  }

  /** @returns the next step, where this one asks for another */
  async #take(step: NextStep): Promise<NextStep | undefined> {
    switch (step) {
      case 'retry':
        await this.#try();
        return undefined;
      case 'setApiKey':
        return (await askForApiKey(this.#services, readSettings().endpoint)) ? 'retry' : undefined;
      case 'openSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', SECTION);
        return undefined;
      case 'showLog':
        this.#services.log.show();
        return undefined;
    }
  }

  async #try(): Promise<void> {
    const { underWay, documents } = this.#services;
    const { identity } = this.#task;
    const settings = readSettings();
    const model = await modelFromSettings(this.#services, settings);
    if (model === undefined) return;
    // A second click on the same text shows what is being written already.
    const running = underWay.get(identity);
    if (running !== undefined) {
      await documents.show(running);
      return;
    }
    const connection = await this.#task.connect();
    if (connection === undefined) return;
    try {
      await this.#perform(model, connection, settings.maxTokens);
    } finally {
      if (underWay.get(identity) === this.#uri) underWay.delete(identity);
    }
  }

  async #perform(model: Model, connection: ServerConnection, maxTokens: number): Promise<void> {
    const { documents, log } = this.#services;
    let state: SummaryState = {
      ...this.#task.shown,
      model: model.name,
      offline: model.provider === 'offline',
      texts: [],
      outcome: { kind: 'running', notice: `Waiting for ${model.name}…` },
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
    const write = (request: number, text: string): void => {
      const texts = Array.from({ length: Math.max(state.texts.length, request + 1) }, (_, index) =>
        index === request ? text : (state.texts[index] ?? ''),
      );
      change({ texts, outcome: { kind: 'running' } });
    };
    change({});
    await withCancellableProgress(this.#task.title, async (progress, signal) => {
      const notice = (sentence: string): void => {
        progress.report({ message: sentence });
        change({ outcome: { kind: 'running', notice: sentence } });
      };
      try {
        progress.report({ message: 'starting the server…' });
        await documents.show(uri);
        progress.report({ message: `waiting for ${model.name}…` });
        const answer = await this.#task.perform({
          connection,
          model,
          maxTokens,
          log,
          signal,
          events: {
            onText: (delta, request) => {
              if (state.texts.every((text) => text === ''))
                progress.report({ message: `${model.name} is writing…` });
              write(request, (state.texts[request] ?? '') + delta);
            },
            onRetry: notice,
            onNotice: notice,
            takeBack: (request) => {
              write(request, '');
              return true;
            },
          },
        });
        change({ texts: [answer.text], outcome: { kind: 'done', answer } });
      } catch (error) {
        change({ outcome: { kind: 'failed', error: toSummarizeError(error) } });
        throw error;
      }
    });
  }
}

type Report = vscode.Progress<{ message?: string }>;

/** Work with a notification that shows how it goes and can cancel it. */
export async function withCancellableProgress<T>(
  title: string,
  work: (progress: Report, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await work(
          {
            report: ({ message }) => {
              progress.report({ ...(message !== undefined && { message: withoutLinks(message) }) });
            },
          },
          abort.signal,
        );
      } finally {
        listener.dispose();
      }
    },
  );
}

/** The place of an unexpected error, without its message, which could quote the text. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Unexpected error.';
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`Unexpected ${cause.name}`, ...frames].join('\n');
}
