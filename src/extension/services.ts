import * as vscode from 'vscode';
import { ActivityLog } from '../activity/activityLog.js';
import type { Logger } from '../common/logger.js';
import { forgivingStore, type Store } from '../common/store.js';
import { Totals } from '../money/totals.js';
import { ModelLimiter } from '../models/modelLimiter.js';
import { DEFAULT_CONCURRENCY } from '../contract/summarize.js';
import { ApiKeys } from './secrets/apiKeys.js';
import type { ActivityView } from './activity/activityView.js';
import type { Consent } from './consent/consent.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import { KeptModel } from './models/keptModel.js';
import { LanguageModels } from './models/languageModels.js';
import type { ReviewDocuments } from './consent/reviewDocuments.js';
import { SecretInputs } from './secrets/secretInputs.js';
import { SecretMemory } from './secrets/secretMemory.js';
import type { Retirement } from './models/retirement.js';
import type { Servers } from './servers/servers.js';
import type { FindSecrets, SecretSearch } from '../secrets/secretSearch.js';
import type { SummaryDocuments } from './preview/summaryDocuments.js';

/** The log, in an output channel the user can open. */
export interface ShownLog extends Logger {
  show(): void;
}

/** What is there before the services are. */
export interface FromTheStart {
  readonly documents: SummaryDocuments;
  readonly reviewDocuments: ReviewDocuments;
  readonly activityView: ActivityView;
}

/** What the commands share; loaded with the first one. */
export class Services {
  /** Removed from everything that is shown, logged or stored. */
  readonly known = new KnownSecrets();
  readonly log: ShownLog;
  readonly keys: ApiKeys;
  readonly secrets: SecretInputs;
  readonly languageModels = new LanguageModels();
  readonly keptModel = new KeptModel();
  readonly documents: SummaryDocuments;
  readonly reviewDocuments: ReviewDocuments;
  readonly activity: ActivityLog;
  readonly totals: Totals;
  /** Limits concurrent requests to models across all calls. */
  readonly modelLimiter = new ModelLimiter(DEFAULT_CONCURRENCY);
  /** The documents of running tasks, by the task's identity. */
  readonly underWay = new Map<string, vscode.Uri>();
  readonly #channel = vscode.window.createOutputChannel('MCP Summarize', { log: true });
  readonly #context: vscode.ExtensionContext;
  readonly #memory: Store;
  readonly #secretMemory: SecretMemory;
  #servers: Promise<Servers> | undefined;
  #consent: Promise<Consent> | undefined;
  #retirement: Promise<Retirement> | undefined;
  #secretSearch: Promise<SecretSearch> | undefined;

  constructor(context: vscode.ExtensionContext, { documents, reviewDocuments, activityView }: FromTheStart) {
    this.#context = context;
    this.documents = documents;
    this.reviewDocuments = reviewDocuments;
    this.log = hidingLog(this.#channel, this.known.hideIn);
    this.#secretMemory = new SecretMemory(context.secrets);
    this.#memory = forgivingStore(context.globalState, this.log);
    this.keys = new ApiKeys(this.#secretMemory, context.globalState, this.known);
    this.secrets = new SecretInputs(this.#secretMemory, context.globalState, this.known);
    this.totals = new Totals({ store: this.#memory });
    this.activity = new ActivityLog({
      keepsTexts: () => vscode.workspace.getConfiguration('mcpSummarize').get('record') === 'full',
      hide: this.known.hideIn,
      count: (taken) => {
        this.totals.add(taken);
      },
    });
    this.activity.onDidChange(() => {
      activityView.refresh();
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

  /** Starts the bundled server while other things are under way; if that fails, its first use says so. */
  begin(server: string): void {
    void this.servers().then(async (servers) => {
      await servers.begin(server);
    });
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

  /** Stops the servers and everything else; VS Code waits for this when it deactivates the extension. */
  async close(): Promise<void> {
    const servers = await this.#servers;
    servers?.dispose();
    await servers?.close();
    // After the servers, because closing a question answers it.
    (await this.#consent)?.dispose();
    (await this.#secretSearch)?.dispose();
    this.modelLimiter.dispose();
    this.languageModels.dispose();
    this.#secretMemory.dispose();
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
