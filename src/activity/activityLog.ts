import { SummarizeError } from '../common/errors.js';
import type { Taken } from '../money/totals.js';
import { EMPTY_ENTRY, type ActivityCall, type ActivityEntry } from './activityEntry.js';
import { ActivityRecorder } from './activityRecorder.js';
import { MAX_ALL_TEXTS, sizeOf, type Hide } from './keptTexts.js';

/** How many requests are kept; the oldest make room. */
const MAX_ENTRIES = 1000;

export interface ActivityLogOptions {
  readonly now?: () => Date;
  /** Whether the texts of a request that comes now are kept. */
  readonly keepsTexts?: () => boolean;
  /** Adds what an answer took to the totals. */
  readonly count?: (taken: Taken) => void;
  /** Replaces what must not be kept in a text. */
  readonly hide?: Hide;
}

/** The record of sampling requests, newest last. It lives as long as the window. */
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
        // One that was cleared, or has ended, stays so.
        if (entry?.outcome !== 'running' && entry?.outcome !== 'waiting') return;
        this.#set(this.#hidden({ ...entry, ...changes(entry) }));
      },
    });
  }

  /**
   * Writes down a request that was refused since it belongs to no call, so that it is not hidden; several
   * in a row once, so that they hide nothing else.
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

  /** @returns ends the listening */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All entries as JSON Lines. */
  toJsonLines(): string {
    return this.entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }

  /** What an endpoint or a server names, with what must not be kept replaced; texts are already. */
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

  /** Lets go of the oldest texts, where all together are too many. */
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
