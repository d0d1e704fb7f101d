import { SummarizeError } from '../common/errors.js';
import type { Taken } from '../money/totals.js';
import { EMPTY_ENTRY, type ActivityCall, type ActivityEntry } from './activityEntry.js';
import { ActivityRecorder } from './activityRecorder.js';
import { MAX_ALL_TEXTS, sizeOf, type Hide } from './keptTexts.js';

/** The maximum number of entries; the oldest are dropped. */
const MAX_ENTRIES = 1000;

export interface ActivityLogOptions {
  readonly now?: () => Date;
  /** Whether to keep the texts of a new request. */
  readonly keepsTexts?: () => boolean;
  /** Adds an answer's usage and cost to the totals. */
  readonly count?: (taken: Taken) => void;
  /** Replaces what must not be kept in a text. */
  readonly hide?: Hide;
}

/** The record of sampling requests, newest last. It is lost when the window closes. */
export class ActivityLog {
  readonly #entries = new Map<number, ActivityEntry>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => Date;
  readonly #keepsTexts: () => boolean;
  readonly #hide: Hide;
  readonly #count: (taken: Taken) => void;
  #entriesBegun = 0;

  constructor({
    now = () => new Date(),
    keepsTexts = () => false,
    hide = (text) => text,
    count = () => undefined,
  }: ActivityLogOptions = {}) {
    this.#hide = hide;
    this.#count = count;
    this.#now = now;
    this.#keepsTexts = keepsTexts;
  }

  get entries(): readonly ActivityEntry[] {
    return [...this.#entries.values()];
  }

  entry(id: number): ActivityEntry | undefined {
    return this.#entries.get(id);
  }

  /** Begins the record of one sampling request. */
  begin(call: ActivityCall): ActivityRecorder {
    const begun = this.#now();
    const id = ++this.#entriesBegun;
    const keepsTexts = this.#keepsTexts();
    this.#set({ id, at: begun.toISOString(), ...call, ...EMPTY_ENTRY });
    return new ActivityRecorder({
      keepsTexts,
      hide: this.#hide,
      now: this.#now,
      count: (taken) => {
        this.#count({ server: call.server, ...taken });
      },
      change: (changes) => {
        const entry = this.#entries.get(id);
        // Ignore changes to an entry that was cleared or has ended.
        if (entry?.outcome !== 'running' && entry?.outcome !== 'waiting') return;
        this.#set(this.#hidden({ ...entry, ...changes(entry) }));
      },
    });
  }

  /**
   * Records a request that was refused because it belongs to no call; several in a row only once, so that
   * they do not crowd out other entries.
   */
  stray(server: string): void {
    const last = this.#entries.get(this.#entriesBegun);
    if (last?.server === server && last.reason === 'outsideOfCall') return;
    const why = new SummarizeError('outsideOfCall', `${server} sent a sampling request outside of any call.`);
    this.begin({ server, tool: '' }).failed(why);
  }

  clear(): void {
    this.#entries.clear();
    this.#tell();
  }

  /** @returns a function that removes the listener */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All entries as JSON Lines. */
  toJsonLines(): string {
    return this.entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }

  /** Blanks secrets in names from endpoints and servers; texts are blanked already. */
  #hidden(entry: ActivityEntry): ActivityEntry {
    const { reason, modelAsked, modelUsed, dropped } = entry;
    return {
      ...entry,
      reason: reason === null ? null : this.#hide(reason),
      modelAsked: modelAsked === null ? null : this.#hide(modelAsked),
      modelUsed: modelUsed === null ? null : this.#hide(modelUsed),
      dropped: dropped.map((name) => this.#hide(name)),
    };
  }

  #set(entry: ActivityEntry): void {
    this.#entries.set(entry.id, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    if (entry.texts !== null) this.#makeRoom();
    this.#tell();
  }

  /** Drops the oldest texts once all together are too large. */
  #makeRoom(): void {
    const kept = this.entries.flatMap(({ id, texts }) =>
      texts === null ? [] : [{ id, size: sizeOf(texts) }],
    );
    let total = kept.reduce((sum, { size }) => sum + size, 0);
    for (const { id, size } of kept.slice(0, -1)) {
      if (total <= MAX_ALL_TEXTS) return;
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#entries.set(id, { ...entry, texts: null });
      total -= size;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
