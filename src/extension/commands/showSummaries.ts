import * as vscode from 'vscode';
import { harmless } from '../notify/messages.js';
import type { Services } from '../services.js';
import type { KeptSummary } from '../summaries/keptSummaries.js';
import { beginOf, momentOf, nameOf, textOf } from '../summaries/summaryItems.js';
import { compareWithNewest } from './compareSummaries.js';
import { deleteKept } from './deleteSummary.js';

interface Item extends vscode.QuickPickItem {
  readonly summary: KeptSummary;
}

const COMPARE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('diff'),
  tooltip: 'Compare with Newest',
};
const DELETE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Delete' };

/** A summary as an item, and all that it can be found by. */
interface Found {
  readonly item: Item;
  /** In lower case. */
  readonly text: string;
}

/** Finds a kept summary by its source, its day, or its words. */
export async function showSummaries(services: Services): Promise<void> {
  const { kept, documents } = services;
  const pick = vscode.window.createQuickPick<Item>();
  let all: readonly Found[] = [];
  const filter = (): void => {
    const words = pick.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    pick.items = all.filter(({ text }) => words.every((word) => text.includes(word))).map(({ item }) => item);
  };
  const fill = async (): Promise<void> => {
    pick.busy = true;
    all = (await kept.list()).map(foundAs);
    pick.busy = false;
    pick.placeholder =
      all.length === 0 ? 'No summaries are kept here yet' : 'Search summaries by source, day, or words';
    filter();
  };
  pick.title = 'Summaries';
  pick.onDidChangeValue(filter);
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
      await deleteKept(services, item.summary);
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
  }
}

function foundAs(summary: KeptSummary): Found {
  const { state } = summary;
  const label = nameOf(state);
  const description = momentOf(state.startedAt);
  const questions = state.questions.flatMap(({ question, text }) => [question, text]);
  return {
    item: {
      summary,
      label: harmless(label),
      description,
      detail: harmless(beginOf(state)),
      // It is we who search, in all of the text; VS Code would look for the words in a row.
      alwaysShow: true,
      buttons: [COMPARE, DELETE],
    },
    text: [label, description, state.style, textOf(state), ...questions].join('\n').toLowerCase(),
  };
}
