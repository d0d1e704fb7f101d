import * as vscode from 'vscode';
import { toSummarizeError, type NextStep } from '../errors.js';
import type { Model } from '../models/model.js';
import type { SummaryState } from '../summary/state.js';
import { askForApiKey } from '../vscode/askForApiKey.js';
import { showFailure, withoutLinks } from '../vscode/messages.js';
import { modelFromSettings } from '../vscode/modelFromSettings.js';
import { selectedText, type SelectedText } from '../vscode/selection.js';
import type { Services } from '../vscode/services.js';
import { readSettings, SECTION } from '../vscode/settings.js';

/** Summarizes the selection of the active editor, or all of it, into a preview beside it. */
export async function summarizeSelection(services: Services): Promise<void> {
  let selected: SelectedText;
  try {
    selected = selectedText(vscode.window.activeTextEditor);
  } catch (error) {
    await showFailure(toSummarizeError(error));
    return;
  }
  await new SummarizeCommand(services, selected).run();
}

/** One text on its way to its summary, with as many tries as the person wants. */
class SummarizeCommand {
  readonly #services: Services;
  readonly #selected: SelectedText;
  #uri: vscode.Uri | undefined;

  constructor(services: Services, selected: SelectedText) {
    this.#services = services;
    this.#selected = selected;
  }

  async run(): Promise<void> {
    let step: NextStep | undefined = 'retry';
    while (step !== undefined) {
      try {
        step = await this.#take(step);
      } catch (error) {
        const failure = toSummarizeError(error);
        this.#services.log.warn(`Summarize Selection ended: ${failure.code}.`);
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
    const { identity } = this.#selected;
    const settings = readSettings();
    const model = await modelFromSettings(this.#services, settings);
    if (model === undefined) return;
    // A second click on the same text shows the summary that is being written.
    const running = underWay.get(identity);
    if (running !== undefined) {
      await documents.show(running);
      return;
    }
    try {
      await this.#summarize(model, settings.maxTokens);
    } finally {
      if (underWay.get(identity) === this.#uri) underWay.delete(identity);
    }
  }

  async #summarize(model: Model, maxTokens: number): Promise<void> {
    const { documents, log } = this.#services;
    const { title, part, text, wholeDocument } = this.#selected;
    let state: SummaryState = {
      title,
      part: wholeDocument ? 'the whole document (nothing was selected)' : part,
      model: model.name,
      offline: model.provider === 'offline',
      text: '',
      outcome: { kind: 'running', notice: `Waiting for ${model.name}…` },
    };
    const uri = this.#uri ?? documents.create(state);
    this.#uri = uri;
    this.#services.underWay.set(this.#selected.identity, uri);
    const change = (changes: Partial<SummaryState>): void => {
      // What still comes in behind the end changes nothing.
      if (state.outcome.kind !== 'running') return;
      state = { ...state, ...changes };
      documents.update(uri, state);
    };
    change({});
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: withoutLinks(
          wholeDocument
            ? `Nothing is selected: summarizing the whole of ${title}`
            : `Summarizing ${part} of ${title}`,
        ),
        cancellable: true,
      },
      async (progress, token) => {
        const abort = new AbortController();
        const listener = token.onCancellationRequested(() => {
          abort.abort();
        });
        try {
          progress.report({ message: 'starting the server…' });
          const [{ summarize }, connection] = await Promise.all([
            import('../summarize.js'),
            this.#services.connection(),
            documents.show(uri),
          ]);
          progress.report({ message: `waiting for ${model.name}…` });
          const summary = await summarize(text, {
            connection,
            model,
            maxTokens,
            log,
            signal: abort.signal,
            events: {
              onText: (delta) => {
                if (state.text === '') progress.report({ message: `${model.name} is writing…` });
                change({ text: state.text + delta, outcome: { kind: 'running' } });
              },
              onRetry: (reason) => {
                progress.report({ message: reason });
                change({ outcome: { kind: 'running', notice: reason } });
              },
              takeBack: () => {
                change({ text: '' });
                return true;
              },
            },
          });
          change({ text: summary.text, outcome: { kind: 'done', summary } });
        } catch (error) {
          change({ outcome: { kind: 'failed', error: toSummarizeError(error) } });
          throw error;
        } finally {
          listener.dispose();
        }
      },
    );
  }
}

/** The place of an unexpected error, without its message, which could quote the text. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Unexpected error.';
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`Unexpected ${cause.name}`, ...frames].join('\n');
}
