import * as vscode from 'vscode';
import type { SummaryItems, SummaryNode } from './summaryItems.js';

const SUMMARY_VIEW = 'mcpSummarize.summaries';

/** The view Summaries. It is there from the start; what it shows is loaded when it is looked at. */
export class SummaryView implements vscode.TreeDataProvider<SummaryNode>, vscode.Disposable {
  readonly #items: () => Promise<SummaryItems>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(items: () => Promise<SummaryItems>) {
    this.#items = items;
    this.#view = vscode.window.createTreeView(SUMMARY_VIEW, { treeDataProvider: this });
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(parent?: SummaryNode): Promise<SummaryNode[]> {
    return await (await this.#items()).childrenOf(parent);
  }

  async getTreeItem(node: SummaryNode): Promise<vscode.TreeItem> {
    return (await this.#items()).itemOf(node);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }
}
