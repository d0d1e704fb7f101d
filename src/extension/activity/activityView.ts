import * as vscode from 'vscode';
import type { ActivityEntry, Outcome } from '../../activity/activityEntry.js';
import type { ActivityLog } from '../../activity/activityLog.js';
import { inDollars } from '../../money/prices.js';
import type { Totals } from '../../money/totals.js';
import { inWords } from '../notify/messages.js';
import { totalsItems, toTreeItem, type TotalsItem } from './totalsItems.js';

export const ACTIVITY_VIEW = 'mcpSummarize.activity';
const ACTIVITY_SCHEME = 'mcp-activity';

/** How often the view refreshes while requests come and go, in milliseconds. */
const REFRESH_MILLISECONDS = 200;

const ICONS: Readonly<Record<Outcome, string>> = {
  waiting: 'watch',
  running: 'sync~spin',
  answered: 'check',
  refused: 'circle-slash',
  failed: 'error',
  cancelled: 'close',
};

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  answered: 'Completed',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

type ActivityNode = ActivityEntry | TotalsItem;

/** The view Sampling Activity: usage totals, then requests, newest first. Also provides their details as documents. */
export class ActivityView
  implements vscode.TreeDataProvider<ActivityNode>, vscode.TextDocumentContentProvider, vscode.Disposable
{
  readonly #log: ActivityLog;
  readonly #totals: Totals;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #detailsChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #due: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidChange = this.#detailsChanged.event;

  constructor(log: ActivityLog, totals: Totals) {
    this.#log = log;
    this.#totals = totals;
    const stop = log.onDidChange(() => {
      this.#due ??= setTimeout(() => {
        this.#due = undefined;
        this.#changed.fire(undefined);
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === ACTIVITY_SCHEME) this.#detailsChanged.fire(uri);
      }, REFRESH_MILLISECONDS);
    });
    this.#disposables = [
      vscode.window.createTreeView(ACTIVITY_VIEW, { treeDataProvider: this }),
      vscode.workspace.registerTextDocumentContentProvider(ACTIVITY_SCHEME, this),
      this.#changed,
      this.#detailsChanged,
      { dispose: stop },
    ];
  }

  getChildren(parent?: ActivityNode): ActivityNode[] {
    if (parent === undefined) return [...totalsItems(this.#totals), ...[...this.#log.entries].reverse()];
    return 'kind' in parent ? [...parent.children] : [];
  }

  getTreeItem(entry: ActivityNode): vscode.TreeItem {
    if ('kind' in entry) return toTreeItem(entry);
    const item = new vscode.TreeItem(`${entry.tool === '' ? 'No tool' : entry.tool} (${entry.server})`);
    item.id = String(entry.id);
    item.description = describeEntry(entry);
    item.tooltip = `${new Date(entry.at).toLocaleTimeString()} ${item.description}`;
    item.iconPath = new vscode.ThemeIcon(ICONS[entry.outcome]);
    item.command = {
      title: 'Show',
      command: 'vscode.open',
      arguments: [vscode.Uri.from({ scheme: ACTIVITY_SCHEME, path: `/request ${String(entry.id)}.json` })],
    };
    return item;
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    const entry = this.#log.entry(Number(/(\d+)\.json$/.exec(path)?.[1]));
    return `${JSON.stringify(entry ?? { cleared: true }, undefined, 2)}\n`;
  }

  dispose(): void {
    clearTimeout(this.#due);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function describeEntry(entry: ActivityEntry): string {
  const { outcome, reason, modelUsed, modelAsked, inputTokens, outputTokens, cost, dropped, edited } = entry;
  const parts = [
    describeOutcome(outcome, reason),
    modelUsed ?? modelAsked,
    inputTokens === null ? null : `${String(inputTokens)} tokens in, ${String(outputTokens)} out`,
    cost === null ? null : inDollars(cost),
    duration(entry),
    edited.length === 0 ? null : `edited: ${edited.join(', ')}`,
    dropped.length === 0 ? null : `not passed on: ${dropped.join(', ')}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** "Completed", "Completed (max tokens)", "Failed: key refused". */
function describeOutcome(outcome: Outcome, reason: string | null): string {
  const words = OUTCOMES[outcome];
  if (reason === null || reason === 'endTurn' || reason === outcome) return words;
  return outcome === 'answered' ? `${words} (${inWords(reason)})` : `${words}: ${inWords(reason)}`;
}

function duration({ milliseconds, waitedMilliseconds }: ActivityEntry): string | null {
  if (milliseconds === null) return null;
  const seconds = (time: number): string => `${(time / 1000).toFixed(1)} s`;
  const waited = waitedMilliseconds === 0 ? '' : ` (${seconds(waitedMilliseconds)} waiting)`;
  return `${seconds(milliseconds)}${waited}`;
}
