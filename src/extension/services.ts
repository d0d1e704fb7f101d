import * as vscode from 'vscode';
import { ActivityLog } from '../activity/activityLog.js';
import type { Logger } from '../common/logger.js';
import { forgivingStore, type Store } from '../common/store.js';
import { Totals } from '../money/totals.js';
import { ModelLimiter } from '../models/modelLimiter.js';
import { DEFAULT_CONCURRENCY } from '../contract/summarize.js';
import { ApiKeys } from './secrets/apiKeys.js';
import type { Consent } from './consent/consent.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import { LanguageModels } from './models/languageModels.js';
import { ReviewDocuments } from './consent/reviewDocuments.js';
import { SecretInputs } from './secrets/secretInputs.js';
import type { Retirement } from './models/retirement.js';
import type { Servers } from './servers/servers.js';
import type { FindSecrets, SecretSearch } from '../secrets/secretSearch.js';
import { SummaryDocuments } from './preview/summaryDocuments.js';

/** The log, in an output channel the user can open. */
export interface ShownLog extends Logger {
  show(): void;
}

/** What the commands share; disposed with the extension. */
export class Services implements vscode.Disposable {
  /** Removed from everything that is shown, logged or stored. */
  readonly known = new KnownSecrets();
  readonly log: ShownLog;
  readonly keys: ApiKeys;
  readonly secrets: SecretInputs;
  readonly languageModels = new LanguageModels();
  readonly documents = new SummaryDocuments();
  readonly reviewDocuments = new ReviewDocuments();
  readonly activity: ActivityLog;
  readonly totals: Totals;
  /** Limits concurrent requests to models across all calls. */
  readonly modelLimiter = new ModelLimiter(DEFAULT_CONCURRENCY);
  /** The documents of running tasks, by the task's identity. */
  readonly underWay = new Map<string, vscode.Uri>();
  readonly #channel = vscode.window.createOutputChannel('MCP Summarize', { log: true });
  readonly #context: vscode.ExtensionContext;
  readonly #memory: Store;
  #servers: Promise<Servers> | undefined;
  #consent: Promise<Consent> | undefined;
  #retirement: Promise<Retirement> | undefined;
  #secretSearch: Promise<SecretSearch> | undefined;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.log = hidingLog(this.#channel, this.known.hideIn);
    this.#memory = forgivingStore(context.globalState, this.log);
    this.keys = new ApiKeys(context.secrets, context.globalState, this.known);
    this.secrets = new SecretInputs(context.secrets, context.globalState, this.known);
    this.totals = new Totals({ store: this.#memory });
    this.activity = new ActivityLog({
      keepsTexts: () => vscode.workspace.getConfiguration('mcpSummarize').get('record') === 'full',
      hide: this.known.hideIn,
      count: (taken) => {
        this.totals.add(taken);
      },
    });
  }

  /** The servers; their code is loaded on first use. */
  servers(): Promise<Servers> {
    this.#servers ??= import('./servers/servers.js').then(
      ({ Servers }) =>
        new Servers({
          context: this.#context,
          log: this.log,
          activity: this.activity,
          secrets: this.secrets,
          known: this.known,
        }),
    );
    return this.#servers;
  }

  /** Searches a text for secrets; its code and worker thread are loaded on first use. */
  readonly findSecrets: FindSecrets = async (text, title, signal) => {
    this.#secretSearch ??= import('../secrets/secretSearch.js').then(({ SecretSearch }) => {
      const script = vscode.Uri.joinPath(this.#context.extensionUri, 'dist', 'secretSearch.js');
      return new SecretSearch({ script: script.fsPath });
    });
    return await (await this.#secretSearch).find(text, title, signal);
  };

  /** The user's decisions; their code is loaded on first use. */
  consent(): Promise<Consent> {
    this.#consent ??= import('./consent/consent.js').then(
      ({ Consent }) => new Consent(this.#memory, this.reviewDocuments, this.findSecrets),
    );
    return this.#consent;
  }

  /** When models retire; its code is loaded on first use. */
  retirement(): Promise<Retirement> {
    this.#retirement ??= import('./models/retirement.js').then(
      ({ Retirement }) =>
        new Retirement(
          this.#context.globalState,
          () => void vscode.commands.executeCommand('mcpSummarize.chooseModel'),
        ),
    );
    return this.#retirement;
  }

  /** Stops the servers; VS Code waits for this when it deactivates the extension. */
  async close(): Promise<void> {
    const servers = await this.#servers;
    servers?.dispose();
    await servers?.close();
    // After the servers, because closing a question answers it.
    (await this.#consent)?.dispose();
    (await this.#secretSearch)?.dispose();
  }

  dispose(): void {
    this.modelLimiter.dispose();
    this.languageModels.dispose();
    this.documents.dispose();
    this.reviewDocuments.dispose();
    this.#channel.dispose();
  }
}

function hidingLog(channel: vscode.LogOutputChannel, hide: (text: string) => string): ShownLog {
  return {
    debug: (message) => {
      channel.debug(hide(message));
    },
    info: (message) => {
      channel.info(hide(message));
    },
    warn: (message) => {
      channel.warn(hide(message));
    },
    error: (message) => {
      channel.error(hide(message));
    },
    show: () => {
      channel.show();
    },
  };
}
