import * as vscode from 'vscode';
import { chartOf, describeSum } from '../../money/describe.js';
import { inDollars, PRICES_AS_OF } from '../../money/prices.js';
import { tokensOf, type Named, type Period, type Sum, type Totals } from '../../money/totals.js';

/** A usage line of the view, and its children. */
export interface TotalsItem {
  readonly kind: 'totals';
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly children: readonly TotalsItem[];
}

/** How many days the chart shows. */
const CHART_DAYS = 14;

/** The usage of today, this month and the last days; empty before the first request. */
export function totalsItems(totals: Totals): readonly TotalsItem[] {
  const thisMonth = totals.month();
  const days = totals.lastDays(CHART_DAYS);
  if (thisMonth.sum.requests === 0 && days.every((day) => day.sum.requests === 0)) return [];
  const month = new Date().toLocaleDateString('en-US', { month: 'long', year: 'numeric' });
  return [period('Today', totals.today(), 'calendar'), period(month, thisMonth, 'graph'), chart(days)];
}

function period(label: string, { sum, models, servers }: Period, icon: string): TotalsItem {
  if (sum.requests === 0) return item(label, 'no requests', icon);
  return item(label, describeSum(sum), icon, [
    item('By model', '', 'hubot', models.map(named)),
    item('By server', '', 'server', servers.map(named)),
  ]);
}

function named({ name, sum }: Named): TotalsItem {
  return item(name, describeSum(sum), 'blank');
}

/** In dollars if all prices are known, otherwise in tokens. */
function chart(days: readonly { readonly day: string; readonly sum: Sum }[]): TotalsItem {
  const isPriced = days.every(({ sum }) => sum.unpriced === 0);
  const figures = days.map(({ sum }) => (isPriced ? sum.dollars : tokensOf(sum)));
  const most = Math.max(...figures);
  const scale = isPriced ? inDollars(most) : `${most.toLocaleString('en-US')} tokens`;
  return {
    kind: 'totals',
    label: `Last ${String(CHART_DAYS)} days`,
    description: `${chartOf(figures)}  up to ${scale} per day`,
    tooltip: days.map(({ day, sum }) => `${day}: ${describeSum(sum)}`).join('\n'),
    icon: 'pulse',
    children: [],
  };
}

function item(
  label: string,
  description: string,
  icon: string,
  children: readonly TotalsItem[] = [],
): TotalsItem {
  const basis = `Costs use list prices as of ${PRICES_AS_OF}, or those in the setting “Prices”.`;
  const tooltip = `${label}${description === '' ? '' : `: ${description}`}\n${basis}`;
  return { kind: 'totals', label, description, tooltip, icon, children };
}

export function toTreeItem({ label, description, tooltip, icon, children }: TotalsItem): vscode.TreeItem {
  const collapsed =
    children.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  const made = new vscode.TreeItem(label, collapsed);
  made.description = description;
  made.tooltip = tooltip;
  made.iconPath = new vscode.ThemeIcon(icon);
  return made;
}
