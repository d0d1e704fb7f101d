import * as vscode from 'vscode';
import type { ActivityEntry, Outcome } from '../../activity/activityEntry.js';
import type { ActivityLog } from '../../activity/activityLog.js';
import { inDollars } from '../../money/prices.js';
import type { Totals } from '../../money/totals.js';
import { inWords } from '../notify/messages.js';
import { totalsItems, toTreeItem, type TotalsItem } from './totalsItems.js';

/** A line of the view. */
export type ActivityNode = ActivityEntry | TotalsItem;

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

/** What the view Sampling Activity shows. */
export class ActivityItems {
  readonly #activity: ActivityLog;
  readonly #totals: Totals;

  constructor(activity: ActivityLog, totals: Totals) {
    this.#activity = activity;
    this.#totals = totals;
  }

  /** Usage totals, then requests, newest first; or what is below one of them. */
  childrenOf(parent: ActivityNode | undefined): ActivityNode[] {
    if (parent === undefined) return [...totalsItems(this.#totals), ...[...this.#activity.entries].reverse()];
    return 'kind' in parent ? [...parent.children] : [];
  }

  /** @param details opens an entry's details */
  itemOf(node: ActivityNode, details: (id: number) => vscode.Uri): vscode.TreeItem {
    if ('kind' in node) return toTreeItem(node);
    const item = new vscode.TreeItem(`${node.tool === '' ? 'No tool' : node.tool} (${node.server})`);
    item.id = String(node.id);
    item.description = describeEntry(node);
    item.tooltip = `${new Date(node.at).toLocaleTimeString()} ${item.description}`;
    item.iconPath = new vscode.ThemeIcon(ICONS[node.outcome]);
    item.command = { title: 'Show', command: 'vscode.open', arguments: [details(node.id)] };
    return item;
  }

  /** An entry as JSON. */
  detailsOf(id: number): string {
    return `${JSON.stringify(this.#activity.entry(id) ?? { cleared: true }, undefined, 2)}\n`;
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
