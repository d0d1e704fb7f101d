import * as vscode from 'vscode';
import type { SummaryState } from '../../summary/state.js';
import { summaryText } from '../../summary/summaryText.js';
import type { KeptSummaries, KeptSummary } from './keptSummaries.js';
import { MARKDOWN_PREVIEW } from './summaryDocuments.js';
import { sourceKey } from './summaryUris.js';

/** A source with its summaries, newest first, or one of them. */
export type SummaryNode =
  | { readonly kind: 'source'; readonly summaries: readonly KeptSummary[] }
  | { readonly kind: 'summary'; readonly summary: KeptSummary; readonly newest: KeptSummary };

/** What the view Summaries shows: sources, the one summarized last first, and the summaries of each by day. */
export class SummaryItems {
  readonly #kept: KeptSummaries;

  constructor(kept: KeptSummaries) {
    this.#kept = kept;
  }

  async childrenOf(parent: SummaryNode | undefined): Promise<SummaryNode[]> {
    if (parent?.kind === 'summary') return [];
    if (parent !== undefined) {
      const [newest] = parent.summaries;
      if (newest === undefined) return [];
      return parent.summaries.map((summary) => ({ kind: 'summary', summary, newest }));
    }
    const sources = Map.groupBy(await this.#kept.list(), ({ uri }) => sourceKey(uri));
    return [...sources.values()].map((summaries) => ({ kind: 'source', summaries }));
  }

  itemOf(node: SummaryNode): vscode.TreeItem {
    if (node.kind === 'source') {
      const [newest] = node.summaries;
      const item = new vscode.TreeItem(
        newest === undefined ? '' : nameOf(newest.state),
        vscode.TreeItemCollapsibleState.Collapsed,
      );
      item.description = newest === undefined ? '' : dayOf(newest.state.startedAt);
      item.iconPath = new vscode.ThemeIcon('note');
      item.contextValue = 'source';
      return item;
    }
    const { state, uri, id } = node.summary;
    const item = new vscode.TreeItem(momentOf(state.startedAt));
    item.id = id;
    item.description = [state.style, state.model].filter((fact) => fact !== '').join(' · ');
    item.tooltip = beginOf(state);
    item.contextValue = node.summary === node.newest ? 'newestSummary' : 'summary';
    item.command = {
      command: 'vscode.openWith',
      title: 'Open',
      arguments: [uri, MARKDOWN_PREVIEW, { preview: true }],
    };
    return item;
  }
}

/** "parse.ts L18–442", with the tool if it was another one. */
export function nameOf({ title, lines, tool }: SummaryState): string {
  return [tool ?? '', title, lines].filter((word) => word !== '').join(' ');
}

/** The begin of a summary in one line, as a reader recognizes it. */
export function beginOf(state: SummaryState): string {
  return textOf(state)
    .slice(0, 400)
    .replace(/[*_`#>]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What was written. */
export function textOf({ outcome, texts }: SummaryState): string {
  return outcome.kind === 'done' ? summaryText(outcome.answer) : texts.join('\n');
}

/** "Today", "Yesterday", or the date as the user's language writes it. */
function dayOf(time: number): string {
  const day = startOfDay(Date.now());
  if (time >= day) return 'Today';
  if (time >= startOfDay(day - 1)) return 'Yesterday';
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium' }).format(time);
}

/** The day and the time. */
export function momentOf(time: number): string {
  return `${dayOf(time)} ${new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(time)}`;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
