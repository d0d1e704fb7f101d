import * as vscode from 'vscode';
import { lostLines } from '../../summary/sentenceLines.js';
import type { SummaryState } from '../../summary/state.js';
import { followed, linesAfter, rangesAfter } from './followed.js';
import { isAskedByPreview, PointedLines } from './pointedLines.js';
import { isChanged } from './sourceDigest.js';
import { keyOf, SUMMARY_SCHEME } from './summaryUris.js';

/** VS Code's built-in Markdown preview, as a custom editor. */
export const MARKDOWN_PREVIEW = 'vscode.markdown.preview.editor';

/** How often a growing summary refreshes, in milliseconds. */
const REFRESH_MILLISECONDS = 80;
/**
 * When a state is told once more if no other follows, in milliseconds. VS Code may have asked for the time of a change
 * and for the text before it at once, and would take that text for the changed one; and a preview that is still loading
 * loses what it is told, which may take seconds.
 */
const TOLD_AGAIN_MILLISECONDS = [1000, 3000, 8000] as const;
/** Closed summaries can be reopened (Reopen Closed Editor), so only the oldest are dropped. */
const MAX_IN_MEMORY = 100;
const GONE = '*This summary was not kept. Run the command again.*\n';

/** A summary and its document. */
export interface ShownSummary {
  readonly uri: vscode.Uri;
  readonly state: SummaryState;
}

interface Entry extends ShownSummary {
  /** Increases with each change: VS Code reads a file again only if it is newer. */
  readonly mtime: number;
  /** How often its state was told again: each time with another end, because a preview ignores the same text. */
  readonly told: number;
}

/** Finds a summary that is not in memory, by its key. */
type Load = (key: string) => Promise<SummaryState | undefined>;

/**
 * The summaries as a read-only file system behind the Markdown previews. A source has one document, which shows its
 * newest summary; its URI is `mcp-summary://KEY/NAME`.
 */
export class SummaryDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #load: Load;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #updated = new vscode.EventEmitter<ShownSummary>();
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #again = new Map<string, NodeJS.Timeout>();
  readonly #pointed = new PointedLines();
  readonly #registrations: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;
  /** A summary has another state, even if its document does not show it yet. */
  readonly onDidUpdate = this.#updated.event;

  constructor(load: Load) {
    this.#load = load;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider(SUMMARY_SCHEME, this, { isReadonly: true }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        const { uri } = document;
        // VS Code ignores changes to a document that is still opening, even the last one.
        if (uri.scheme !== SUMMARY_SCHEME) this.#compare(document);
        else if (this.#entries.has(keyOf(uri))) this.#fire(uri);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme !== SUMMARY_SCHEME) this.#follow(document.uri.toString(), contentChanges);
      }),
    );
  }

  get(uri: vscode.Uri): SummaryState | undefined {
    return this.#entries.get(keyOf(uri))?.state;
  }

  /** The document in the active editor. */
  get activeUri(): vscode.Uri | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
      ? input.uri
      : vscode.window.activeTextEditor?.document.uri;
  }

  /** The summary in the active editor, or the newest one in memory of the source in it. */
  get active(): ShownSummary | undefined {
    const uri = this.activeUri;
    if (uri === undefined) return undefined;
    if (uri.scheme === SUMMARY_SCHEME) return this.#entries.get(keyOf(uri));
    return newestOf(uri.toString(), [...this.#entries.values()]);
  }

  /**
   * Goes on from a state that was shown before: where its lines are by now, and whether they have changed, is known
   * here alone.
   */
  goOn(uri: vscode.Uri, state: SummaryState): void {
    this.update(uri, followed(state, this.get(uri)));
  }

  /** Shows a new state: immediately if nothing is written any more, otherwise at the next refresh. */
  update(uri: vscode.Uri, state: SummaryState): void {
    const key = keyOf(uri);
    const mtime = Math.max(Date.now(), (this.#entries.get(key)?.mtime ?? 0) + 1);
    // What was changed last stays longest.
    this.#entries.delete(key);
    this.#entries.set(key, { uri, state, mtime, told: 0 });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_IN_MEMORY && oldest !== undefined) this.#entries.delete(oldest);
    this.#updated.fire({ uri, state });
    if (!isGrowing(state)) this.#fire(uri);
    else if (!this.#due.has(key)) this.#fireLater(uri);
    this.#tellAgain(uri);
  }

  /** Opens or reveals the preview next to the editor without moving the focus. */
  async show(uri: vscode.Uri, { focus = false } = {}): Promise<void> {
    const viewColumn = columnOf(uri) ?? columnOfSummaries() ?? vscode.ViewColumn.Beside;
    const place = { viewColumn, preserveFocus: !focus, preview: false };
    try {
      await vscode.commands.executeCommand('vscode.openWith', uri, MARKDOWN_PREVIEW, place);
    } catch {
      // Without VS Code's Markdown extension, show the text itself.
      await vscode.window.showTextDocument(uri, place);
    }
  }

  /** What focuses the preview. */
  openCommand(uri: vscode.Uri): vscode.Command {
    const place = { viewColumn: columnOf(uri) ?? vscode.ViewColumn.Active, preview: false };
    return { command: 'vscode.openWith', title: 'Open', arguments: [uri, MARKDOWN_PREVIEW, place] };
  }

  /** Forgets a summary that was deleted; a tab that shows it says so. */
  forget(uri: vscode.Uri): void {
    if (this.#entries.delete(keyOf(uri))) this.#fire(uri);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const key = keyOf(uri);
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    if (isAskedByPreview(uri)) {
      this.#pointed.take(uri, this.#entries.get(key));
      // A file without a time is in no cache.
      return { type: vscode.FileType.File, ctime: 0, mtime: NaN, size: 0 };
    }
    // VS Code asks for this and for the text at once: the text must not be the older one.
    const mtime = this.#entries.get(key)?.mtime ?? 0;
    const content = await this.readFile(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime,
      size: content.byteLength,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const key = keyOf(uri);
    if (isAskedByPreview(uri)) return new Uint8Array();
    if (!this.#entries.has(key)) {
      const state = await this.#load(key);
      if (state !== undefined && !this.#entries.has(key)) {
        this.#entries.set(key, { uri, state, mtime: state.startedAt, told: 0 });
        const source = vscode.workspace.textDocuments.find((one) => one.uri.toString() === state.document);
        if (source !== undefined) this.#compare(source);
      }
    }
    const { renderSummary } = await import('../../summary/render.js');
    // The state by now: it may have changed meanwhile.
    const entry = this.#entries.get(key);
    const text = entry === undefined ? GONE : renderSummary(entry.state);
    return new TextEncoder().encode(text + '\n'.repeat((entry?.told ?? 0) % 2));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  dispose(): void {
    for (const timer of [...this.#due.values(), ...this.#again.values()]) clearTimeout(timer);
    this.#registrations.dispose();
    this.#pointed.dispose();
    this.#changed.dispose();
    this.#updated.dispose();
    this.#entries.clear();
  }

  #tellAgain(uri: vscode.Uri, times = 0): void {
    const key = keyOf(uri);
    const delay = TOLD_AGAIN_MILLISECONDS[times];
    clearTimeout(this.#again.get(key));
    this.#again.delete(key);
    if (delay === undefined) return;
    const tell = (): void => {
      const entry = this.#entries.get(key);
      if (entry !== undefined) this.#entries.set(key, { ...entry, told: entry.told + 1 });
      this.#fire(uri);
      this.#tellAgain(uri, times + 1);
    };
    this.#again.set(key, setTimeout(tell, delay));
  }

  #fireLater(uri: vscode.Uri): void {
    const key = keyOf(uri);
    const fire = (): void => {
      this.#due.delete(key);
      this.#fire(uri);
    };
    this.#due.set(key, setTimeout(fire, REFRESH_MILLISECONDS));
  }

  /** VS Code reads the document again, because it is newer than whatever it has read. */
  #fire(uri: vscode.Uri): void {
    const entry = this.#entries.get(keyOf(uri));
    if (entry !== undefined) this.#entries.set(keyOf(uri), { ...entry, mtime: entry.mtime + 1 });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** While a document was closed, it may have changed. */
  #compare(document: vscode.TextDocument): void {
    const source = document.uri.toString();
    for (const { uri, state } of [...this.#entries.values()]) {
      if (state.document !== source || state.isStale || isGrowing(state) || !isChanged(document, state))
        continue;
      const { sentenceLines } = state;
      this.update(uri, {
        ...state,
        isStale: true,
        ...(sentenceLines !== undefined && { sentenceLines: lostLines(sentenceLines) }),
      });
    }
  }

  /** Summaries go with their lines, and say so if those have changed since. */
  #follow(document: string, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { uri, state } of [...this.#entries.values()]) {
      if (state.document !== document || changes.length === 0) continue;
      const moved = rangesAfter(state.ranges, changes);
      const isStale = state.isStale || moved === undefined || state.ranges.length === 0;
      const sentenceLines = linesAfter(state.sentenceLines, changes);
      if (moved === state.ranges && isStale === state.isStale && sentenceLines === state.sentenceLines)
        continue;
      this.update(uri, { ...state, isStale, ranges: moved ?? state.ranges, sentenceLines });
    }
  }
}

/** The summary of a document that was begun last; what was changed last may be an older one whose lines moved. */
export function newestOf(document: string, all: readonly ShownSummary[]): ShownSummary | undefined {
  return all
    .filter(({ state }) => state.document === document)
    .sort((one, other) => one.state.startedAt - other.state.startedAt)
    .at(-1);
}

/** Whether something is still written into it. */
export function isGrowing({ outcome, questions }: SummaryState): boolean {
  return outcome.kind === 'running' || questions.some((asked) => asked.outcome.kind === 'running');
}

/** The column that already shows a summary; "beside" would be another one while the preview has the focus. */
export function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString(),
    ),
  )?.viewColumn;
}

/** The column that summaries are read in, unless something else is in front there, such as their source. */
function columnOfSummaries(): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find(
    ({ activeTab }) =>
      activeTab?.input instanceof vscode.TabInputCustom && activeTab.input.uri.scheme === SUMMARY_SCHEME,
  )?.viewColumn;
}
