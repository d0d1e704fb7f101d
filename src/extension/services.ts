import * as vscode from 'vscode';
import { ActivityLog } from '../activity/activityLog.js';
import type { Logger } from '../common/logger.js';
import { forgivingStore, type Store } from '../common/store.js';
import { Totals } from '../money/totals.js';
import { ModelLimiter } from '../models/modelLimiter.js';
import { DEFAULT_CONCURRENCY } from '../contract/summarize.js';
import { ReadyMessage } from './notify/runningItem.js';
import { ApiKeys } from './secrets/apiKeys.js';
import { ActivityItems } from './activity/activityItems.js';
import type { Work } from './commands/work.js';
import type { ActivityView } from './activity/activityView.js';
import { Consent } from './consent/consent.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import { KeptModel } from './models/keptModel.js';
import { LanguageModels } from './models/languageModels.js';
import type { ReviewDocuments } from './consent/reviewDocuments.js';
import { SecretInputs } from './secrets/secretInputs.js';
import { SecretMemory } from './secrets/secretMemory.js';
import { Retirement } from './models/retirement.js';
import { Servers } from './servers/servers.js';
import { SecretSearch, type FindSecrets } from '../secrets/secretSearch.js';
import { KeptSummaries } from './summaries/keptSummaries.js';
import { Recent } from './summaries/recent.js';
import { Runs } from './summaries/runs.js';
import { SummaryItems } from './summaries/summaryItems.js';
import type { SummaryView } from './summaries/summaryView.js';
import type { SummaryDocuments } from './summaries/summaryDocuments.js';
import { SummarySources } from './summaries/summarySources.js';

/** The log, in an output channel the user can open. */
export interface ShownLog extends Logger {
  show(): void;
}

/** What is there before the services are. */
export interface FromTheStart {
  readonly documents: SummaryDocuments;
  readonly reviewDocuments: ReviewDocuments;
  readonly activityView: ActivityView;
  readonly summaryView: SummaryView;
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
  readonly activityView: ActivityView;
  readonly activityItems: ActivityItems;
  readonly servers: Servers;
  /** The user's decisions. */
  readonly consent: Consent;
  readonly retirement: Retirement;
  /** Limits concurrent requests to models across all calls. */
  readonly modelLimiter = new ModelLimiter(DEFAULT_CONCURRENCY);
  readonly ready = new ReadyMessage();
  /** What is being written. */
  readonly runs = new Runs();
  /** The summaries that outlive the window. */
  readonly kept: KeptSummaries;
  readonly summaryView: SummaryView;
  readonly summaryItems: SummaryItems;
  /** What was done last into each document, to be done again. */
  readonly retries = new Recent<Work>();
  /** What is remembered in this workspace. */
  readonly memory: vscode.Memento;
  /** Where summaries come from. */
  readonly sources = new SummarySources();
  /** Stands in the margin before the lines that a summary rests on. */
  readonly usedIcon: vscode.Uri;
  readonly #channel = vscode.window.createOutputChannel('MCP Summarize', { log: true });
  readonly #memory: Store;
  readonly #secretMemory: SecretMemory;
  readonly #secretSearch: SecretSearch;

  constructor(
    context: vscode.ExtensionContext,
    { documents, reviewDocuments, activityView, summaryView }: FromTheStart,
  ) {
    this.documents = documents;
    this.reviewDocuments = reviewDocuments;
    this.activityView = activityView;
    this.log = hidingLog(this.#channel, this.known.hideIn);
    this.summaryView = summaryView;
    this.kept = new KeptSummaries(context.storageUri ?? context.globalStorageUri, documents, this.log);
    this.kept.onDidChange(() => {
      summaryView.refresh();
    });
    this.summaryItems = new SummaryItems(this.kept);
    this.memory = context.workspaceState;
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
    this.activityItems = new ActivityItems(this.activity, this.totals);
    const { log, activity, secrets, known } = this;
    this.servers = new Servers({ context, log, activity, secrets, known });
    this.usedIcon = vscode.Uri.joinPath(context.extensionUri, 'media', 'used.svg');
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'secretSearch.js');
    this.#secretSearch = new SecretSearch({ script: script.fsPath });
    this.consent = new Consent(this.#memory, reviewDocuments, this.findSecrets);
    this.retirement = new Retirement(
      context.globalState,
      () => void vscode.commands.executeCommand('mcpSummarize.chooseModel'),
    );
  }

  /** Searches a text for secrets; the thread for it is started on first use. */
  readonly findSecrets: FindSecrets = async (text, title, signal) =>
    await this.#secretSearch.find(text, title, signal);

  /** Stops the servers and everything else; VS Code waits for this when it deactivates the extension. */
  async close(): Promise<void> {
    this.runs.dispose();
    this.ready.dispose();
    this.servers.dispose();
    await Promise.all([this.servers.close(), this.kept.close()]);
    // After the servers, because closing a question answers it.
    this.consent.dispose();
    this.#secretSearch.dispose();
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
