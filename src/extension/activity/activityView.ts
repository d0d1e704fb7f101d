import * as vscode from 'vscode';
import type { ActivityNode, Recorded } from './activityItems.js';

export const ACTIVITY_VIEW = 'mcpSummarize.activity';
const ACTIVITY_SCHEME = 'mcp-activity';

/** How often the view refreshes while requests come and go, in milliseconds. */
const REFRESH_MILLISECONDS = 200;

/**
 * The view Sampling Activity, and the details of its requests as documents. It is there from the start; what it shows
 * is loaded when it is looked at.
 */
export class ActivityView
  implements vscode.TreeDataProvider<ActivityNode>, vscode.TextDocumentContentProvider, vscode.Disposable
{
  readonly #recorded: () => Promise<Recorded>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #detailsChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #due: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidChange = this.#detailsChanged.event;

  constructor(recorded: () => Promise<Recorded>) {
    this.#recorded = recorded;
    this.#disposables = [
      vscode.window.createTreeView(ACTIVITY_VIEW, { treeDataProvider: this }),
      vscode.workspace.registerTextDocumentContentProvider(ACTIVITY_SCHEME, this),
      this.#changed,
      this.#detailsChanged,
    ];
  }

  /** Shows soon what has changed. */
  refresh(): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.#changed.fire(undefined);
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === ACTIVITY_SCHEME) this.#detailsChanged.fire(uri);
    }, REFRESH_MILLISECONDS);
  }

  async getChildren(parent?: ActivityNode): Promise<ActivityNode[]> {
    const [recorded, { childrenOf }] = await Promise.all([this.#recorded(), import('./activityItems.js')]);
    return childrenOf(recorded, parent);
  }

  async getTreeItem(node: ActivityNode): Promise<vscode.TreeItem> {
    const { itemOf } = await import('./activityItems.js');
    return itemOf(node, (id) =>
      vscode.Uri.from({ scheme: ACTIVITY_SCHEME, path: `/request ${String(id)}.json` }),
    );
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const [recorded, { detailsOf }] = await Promise.all([this.#recorded(), import('./activityItems.js')]);
    return detailsOf(recorded, Number(/(\d+)\.json$/.exec(path)?.[1]));
  }

  dispose(): void {
    clearTimeout(this.#due);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
