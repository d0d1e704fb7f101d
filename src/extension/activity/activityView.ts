import * as vscode from 'vscode';
import type { ActivityItems, ActivityNode } from './activityItems.js';

const ACTIVITY_VIEW = 'mcpSummarize.activity';
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
  readonly #items: () => Promise<ActivityItems>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #detailsChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #due: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidChange = this.#detailsChanged.event;

  constructor(items: () => Promise<ActivityItems>) {
    this.#items = items;
    this.#disposables = [
      vscode.window.createTreeView(ACTIVITY_VIEW, { treeDataProvider: this }),
      vscode.workspace.registerTextDocumentContentProvider(ACTIVITY_SCHEME, this),
      this.#changed,
      this.#detailsChanged,
    ];
  }

  /** Opens the view. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand(`${ACTIVITY_VIEW}.focus`);
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
    return (await this.#items()).childrenOf(parent);
  }

  async getTreeItem(node: ActivityNode): Promise<vscode.TreeItem> {
    return (await this.#items()).itemOf(node, (id) =>
      vscode.Uri.from({ scheme: ACTIVITY_SCHEME, path: `/request ${String(id)}.json` }),
    );
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    return (await this.#items()).detailsOf(Number(/(\d+)\.json$/.exec(path)?.[1]));
  }

  dispose(): void {
    clearTimeout(this.#due);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
