import * as vscode from 'vscode';
import type { SummaryState } from '../../summary/state.js';

const SUMMARY_SCHEME = 'mcp-summary';

/** VS Code's built-in Markdown preview, as a custom editor. */
const MARKDOWN_PREVIEW = 'vscode.markdown.preview.editor';

/** How often a growing summary refreshes, in milliseconds. */
const REFRESH_MILLISECONDS = 80;
/** Closed summaries can be reopened (Reopen Closed Editor), so only the oldest are dropped. */
const MAX_KEPT = 100;
const GONE = '*This result was not kept. Run the command again.*\n';

/** The read-only documents behind the Markdown previews of summaries. */
export class SummaryDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #states = new Map<string, SummaryState>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #registration: vscode.Disposable;
  #count = 0;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SUMMARY_SCHEME, this),
      // VS Code ignores changes to a document that is still opening, even the last one.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (this.#states.has(uri.toString())) this.#changed.fire(uri);
      }),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (!this.#states.has(uri.toString())) return GONE;
    const { renderSummary } = await import('../../summary/render.js');
    // The state by now: it may have changed meanwhile.
    const state = this.#states.get(uri.toString());
    return state === undefined ? GONE : renderSummary(state);
  }

  /** A new document; the preview's tab shows its name. */
  create(state: SummaryState): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme: SUMMARY_SCHEME,
      path: `/${nameOf(state)}.md`,
      query: String(++this.#count),
    });
    this.#states.set(uri.toString(), state);
    const [oldest] = this.#states.keys();
    if (this.#states.size > MAX_KEPT && oldest !== undefined) this.#states.delete(oldest);
    return uri;
  }

  /** Shows a new state: immediately if the summary has ended, otherwise at the next refresh. */
  update(uri: vscode.Uri, state: SummaryState): void {
    const key = uri.toString();
    this.#states.set(key, state);
    if (state.outcome.kind !== 'running') {
      clearTimeout(this.#due.get(key));
      this.#due.delete(key);
      this.#changed.fire(uri);
    } else if (!this.#due.has(key)) {
      this.#due.set(
        key,
        setTimeout(() => {
          this.#due.delete(key);
          this.#changed.fire(uri);
        }, REFRESH_MILLISECONDS),
      );
    }
  }

  /** Opens or reveals the preview beside the editor without moving the focus. */
  async show(uri: vscode.Uri): Promise<void> {
    const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Beside;
    const place = { viewColumn, preserveFocus: true, preview: false };
    try {
      await vscode.commands.executeCommand('vscode.openWith', uri, MARKDOWN_PREVIEW, place);
    } catch {
      // Without VS Code's Markdown extension, show the text itself.
      await vscode.window.showTextDocument(uri, place);
    }
  }

  dispose(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
    this.#registration.dispose();
    this.#changed.dispose();
    this.#states.clear();
  }
}

/** The tab's label. */
function nameOf({ title, tool }: SummaryState): string {
  const what = tool?.replaceAll('/', '-') ?? 'summary';
  return title === '' ? what : `${title} (${what})`;
}

/** The column that already shows a summary; "beside" would be another one while the preview has the focus. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString(),
    ),
  )?.viewColumn;
}
