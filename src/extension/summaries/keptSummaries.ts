import * as vscode from 'vscode';
import type { Logger } from '../../common/logger.js';
import { fromKept, toKept } from '../../summary/keptSummary.js';
import type { SummaryState } from '../../summary/state.js';
import { SECTION } from '../settings.js';
import { columnOf, isGrowing, type ShownSummary, type SummaryDocuments } from './summaryDocuments.js';
import { sourceKey, sourceUri, uriFor } from './summaryUris.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** What is kept at most; the oldest go first. */
const MAX_FILES = 2000;
const MAX_BYTES = 50 * 1024 * 1024;
/** How long after a tab was closed it may be open in another place, in milliseconds: a move closes it first. */
const MOVED_MILLISECONDS = 1000;
/** The most that are kept without a file. */
const MAX_IN_SESSION = 100;

/** A summary in a file of its own. */
export interface KeptSummary extends ShownSummary {
  /** The name of its file: when it was begun, and its source's key. */
  readonly id: string;
}

/**
 * The summaries that outlive their window, as the setting `keepSummaries` says: one file each, in the workspace's
 * storage. In Restricted Mode none does.
 */
export class KeptSummaries implements vscode.Disposable {
  readonly #folder: vscode.Uri;
  readonly #log: Logger;
  readonly #isTrusted: () => boolean;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #listener: vscode.Disposable;
  /** Those that are in no file, by id. */
  readonly #session = new Map<string, KeptSummary>();
  /** Those that this window has written. */
  readonly #written = new Set<string>();
  /** Those whose tab was closed, until it is certain that it was not moved. */
  readonly #leaving = new Set<NodeJS.Timeout>();
  /** One write after the other. */
  #writing = Promise.resolve();

  readonly onDidChange = this.#changed.event;

  constructor(
    storage: vscode.Uri,
    documents: Pick<SummaryDocuments, 'onDidUpdate' | 'forget'>,
    log: Logger,
    isTrusted = (): boolean => vscode.workspace.isTrusted,
  ) {
    this.#isTrusted = isTrusted;
    this.#folder = vscode.Uri.joinPath(storage, 'summaries');
    this.#log = log;
    this.#listener = vscode.Disposable.from(
      documents.onDidUpdate((shown) => {
        if (!isGrowing(shown.state)) this.#keep(shown);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (keepSetting() !== 'never') return;
        for (const { input } of closed)
          if (input instanceof vscode.TabInputCustom) this.#forgetIfGone(input.uri, documents);
      }),
    );
  }

  /** All that are kept, newest first. Damaged ones are left out. */
  async list(): Promise<readonly KeptSummary[]> {
    const read = await Promise.all((await this.#ids()).map(async (id) => await this.#read(id)));
    const all = [...this.#session.values(), ...read].sort(
      (one, other) => startOf(other?.id ?? '') - startOf(one?.id ?? ''),
    );
    const sources = new Set<string>();
    return all.flatMap((kept) => {
      if (kept === undefined) return [];
      const isNewest = !sources.has(sourceKey(kept.uri));
      sources.add(sourceKey(kept.uri));
      // The document of a source shows its newest.
      return [isNewest ? { ...kept, uri: sourceUri(kept) } : kept];
    });
  }

  /**
   * A summary by the key of its document: the one that it names, or the newest one of a source.
   *
   * @returns undefined if it is not kept
   */
  async load(key: string): Promise<SummaryState | undefined> {
    const ids = await this.#all();
    const id = ids.find((each) => each === key) ?? ids.find((each) => each.endsWith(`-${key}`));
    return id === undefined ? undefined : (await this.#read(id))?.state;
  }

  /** The newest summary of a document. */
  async newestOf(document: string): Promise<KeptSummary | undefined> {
    for (const id of await this.#all()) {
      const kept = await this.#read(id);
      if (kept?.state.document === document) return kept;
    }
    return undefined;
  }

  async delete(id: string): Promise<void> {
    await this.#writing;
    await this.#remove(id);
    this.#changed.fire(undefined);
  }

  async deleteAll(): Promise<void> {
    await this.#writing;
    for (const id of await this.#ids()) await this.#remove(id);
    this.#session.clear();
    this.#changed.fire(undefined);
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#listener.dispose();
    for (const timer of this.#leaving) clearTimeout(timer);
    await this.#writing;
    this.#changed.dispose();
  }

  dispose(): void {
    void this.close();
  }

  /** A summary may have been moved, or be open in another tab. */
  #forgetIfGone(uri: vscode.Uri, documents: Pick<SummaryDocuments, 'forget'>): void {
    const timer = setTimeout(() => {
      this.#leaving.delete(timer);
      if (columnOf(uri) === undefined) documents.forget(uri);
    }, MOVED_MILLISECONDS);
    this.#leaving.add(timer);
  }

  #keep({ uri, state }: ShownSummary): void {
    const days = this.#isTrusted() ? daysKept() : 0;
    const text = toKept(state);
    if (text === undefined) return;
    const id = `${state.startedAt.toString(36)}-${sourceKey(uri)}`;
    if (days === 0) {
      if (keepSetting() === 'never') return;
      this.#session.delete(id);
      this.#session.set(id, { id, state, uri: uriFor(id, state) });
      const [oldest] = this.#session.keys();
      if (this.#session.size > MAX_IN_SESSION && oldest !== undefined) this.#session.delete(oldest);
      this.#changed.fire(undefined);
      return;
    }
    this.#writing = this.#writing
      .then(async () => {
        await vscode.workspace.fs.writeFile(this.#fileOf(id), new TextEncoder().encode(text));
        // One that is written again, with a question below it, makes no more of them.
        if (!this.#written.has(id)) await this.#prune(days);
        this.#written.add(id);
        this.#changed.fire(undefined);
      })
      .catch((error: unknown) => {
        this.#log.warn(
          `A summary could not be kept: ${error instanceof Error ? error.name : 'unknown error'}.`,
        );
      });
  }

  /** Deletes what is too old, and what is too much. */
  async #prune(days: number): Promise<void> {
    let bytes = 0;
    for (const [index, id] of (await this.#ids()).entries()) {
      bytes += (await vscode.workspace.fs.stat(this.#fileOf(id))).size;
      const isOld = Date.now() - startOf(id) > days * DAY_MILLISECONDS;
      if (isOld || index >= MAX_FILES || bytes > MAX_BYTES) await this.#remove(id);
    }
  }

  /** The ids of all, newest first. What was written again, because its lines moved, is no newer for that. */
  async #all(): Promise<string[]> {
    return [...this.#session.keys(), ...(await this.#ids())].sort(
      (one, other) => startOf(other) - startOf(one),
    );
  }

  /** Those in files, newest first. */
  async #ids(): Promise<string[]> {
    try {
      const files = await vscode.workspace.fs.readDirectory(this.#folder);
      return files
        .flatMap(([name]) => /^([0-9a-z]+-[0-9a-f]+)\.json$/.exec(name)?.[1] ?? [])
        .sort((one, other) => startOf(other) - startOf(one));
    } catch {
      // Nothing was kept yet.
      return [];
    }
  }

  async #read(id: string): Promise<KeptSummary | undefined> {
    const known = this.#session.get(id);
    if (known !== undefined) return known;
    try {
      const state = fromKept(new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#fileOf(id))));
      return state && { id, state, uri: uriFor(id, state) };
    } catch {
      return undefined;
    }
  }

  async #remove(id: string): Promise<void> {
    this.#session.delete(id);
    await vscode.workspace.fs.delete(this.#fileOf(id)).then(undefined, () => undefined);
  }

  #fileOf(id: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}.json`);
  }
}

function startOf(id: string): number {
  return parseInt(id.split('-')[0] ?? '', 36);
}

/** For how many days summaries are kept in files. */
function daysKept(): number {
  switch (keepSetting()) {
    case '30days':
      return 30;
    case 'forever':
      return Infinity;
    default:
      return 0;
  }
}

function keepSetting(): unknown {
  return vscode.workspace.getConfiguration(SECTION).get('keepSummaries');
}
