import * as vscode from 'vscode';
import { harmless } from '../notify/messages.js';
import type { Services } from '../services.js';
import type { KeptSummary } from '../summaries/keptSummaries.js';
import { beginOf, momentOf, nameOf } from '../summaries/summaryItems.js';
import { compareWithNewest } from './compareSummaries.js';

interface Item extends vscode.QuickPickItem {
  readonly summary: KeptSummary;
}

const COMPARE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('diff'),
  tooltip: 'Compare with Newest',
};
const DELETE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Delete' };

/** Finds a kept summary by its source, its day, or its words. */
export async function showSummaries(services: Services): Promise<void> {
  const { kept, documents, summaryView } = services;
  const pick = vscode.window.createQuickPick<Item>();
  const fill = async (): Promise<void> => {
    pick.busy = true;
    pick.items = (await kept.list()).map((summary) => ({
      summary,
      label: harmless(nameOf(summary.state)),
      description: momentOf(summary.state.startedAt),
      detail: harmless(beginOf(summary.state)),
      buttons: [COMPARE, DELETE],
    }));
    pick.busy = false;
    pick.placeholder =
      pick.items.length === 0
        ? 'No summaries are kept here yet'
        : 'Search summaries by source, day, or words';
  };
  pick.title = 'Summaries';
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const chosen = new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.onDidTriggerItemButton(async ({ button, item }) => {
    if (button === COMPARE) await compareWithNewest(services, item.summary);
    else {
      await kept.delete(item.summary.id);
      documents.forget(item.summary.uri);
      await fill();
    }
  });
  try {
    pick.show();
    await fill();
    const item = await chosen;
    if (item !== undefined) await documents.show(item.summary.uri, { focus: true });
  } finally {
    pick.dispose();
    summaryView.refresh();
  }
}
