import type { SummarizeError } from '../errors.js';
import type { ModelChoice } from '../models/choose.js';
import { textsOf, type ModelAnswer } from '../models/model.js';
import type { SamplingRequest } from '../sampling/request.js';
import { MAX_ALL_TEXTS, sizeOf, textOfContent, textsOfRequest, type KeptTexts } from './keptTexts.js';

/** What became of a sampling request. */
export type Outcome = 'running' | 'answered' | 'refused' | 'failed' | 'cancelled';

/** One sampling request as it is kept: figures, never keys, and texts only where the person wants them. */
export interface ActivityEntry {
  /** Counts from 1 over the life of the log. */
  readonly id: number;
  /** When it came, in ISO 8601. */
  readonly at: string;
  readonly server: string;
  readonly tool: string;
  readonly outcome: Outcome;
  /** The stop reason of an answer, or why there is none, as a code. */
  readonly reason: string | null;
  /** The model that was chosen, what decided it, and the one that answered. */
  readonly modelAsked: string | null;
  readonly chosenBy: ModelChoice['by'] | null;
  readonly modelUsed: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly milliseconds: number | null;
  /** What the server asked for, and what was left of it by the person's own limit, in tokens. */
  readonly requestedMaxTokens: number | null;
  readonly maxTokens: number | null;
  readonly messages: number | null;
  readonly characters: number | null;
  readonly tools: number | null;
  /** Advice of the server that was not passed on. */
  readonly dropped: readonly string[];
  readonly texts: KeptTexts | null;
}

/** The call that sampling requests belong to. */
export interface ActivityCall {
  readonly server: string;
  readonly tool: string;
}

/** How many requests are kept; the oldest make room. */
const MAX_ENTRIES = 1000;

export interface ActivityLogOptions {
  readonly now?: () => Date;
  /** Whether the texts of a request that comes now are kept. */
  readonly keepsTexts?: () => boolean;
}

/** The record of sampling requests, newest last. It lives as long as the window. */
export class ActivityLog {
  readonly #entries = new Map<number, ActivityEntry>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => Date;
  readonly #keepsTexts: () => boolean;
  #count = 0;

  constructor({ now = () => new Date(), keepsTexts = () => false }: ActivityLogOptions = {}) {
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
    const id = ++this.#count;
    const keepsTexts = this.#keepsTexts();
    this.#set({ id, at: begun.toISOString(), ...call, ...EMPTY });
    const change = (changes: Partial<ActivityEntry>): void => {
      const entry = this.#entries.get(id);
      // One that was cleared, or has ended, stays so.
      if (entry?.outcome === 'running') this.#set({ ...entry, ...changes });
    };
    const end = (changes: Partial<ActivityEntry>): void => {
      change({ ...changes, milliseconds: this.#now().getTime() - begun.getTime() });
    };
    return {
      requested: (sampling, choice) => {
        change({
          ...figuresOf(sampling, choice),
          texts: keepsTexts ? textsOfRequest(sampling.request) : null,
        });
      },
      answered: ({ model, stopReason, usage, content }) => {
        const asked = this.#entries.get(id)?.texts ?? null;
        const texts = asked && { ...asked, answer: textOfContent(content) };
        end({ outcome: 'answered', reason: stopReason, modelUsed: model, ...usage, texts });
      },
      failed: ({ code }) => {
        end({ outcome: OUTCOMES[code] ?? 'failed', reason: code });
      },
    };
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

/** Writes down what becomes of one sampling request. */
export interface ActivityRecorder {
  requested(sampling: SamplingRequest, choice: ModelChoice): void;
  answered(answer: ModelAnswer): void;
  failed(error: SummarizeError): void;
}

const OUTCOMES: Readonly<Partial<Record<SummarizeError['code'], Outcome>>> = {
  cancelled: 'cancelled',
  samplingRefused: 'refused',
};

const EMPTY: Omit<ActivityEntry, 'id' | 'at' | keyof ActivityCall> = {
  outcome: 'running',
  reason: null,
  modelAsked: null,
  chosenBy: null,
  modelUsed: null,
  inputTokens: null,
  outputTokens: null,
  milliseconds: null,
  requestedMaxTokens: null,
  maxTokens: null,
  messages: null,
  characters: null,
  tools: null,
  dropped: [],
  texts: null,
};

function figuresOf(
  { request, requestedMaxTokens, dropped }: SamplingRequest,
  { name, by }: ModelChoice,
): Partial<ActivityEntry> {
  return {
    modelAsked: name,
    chosenBy: by,
    requestedMaxTokens,
    maxTokens: request.maxTokens,
    messages: request.messages.length,
    characters: request.messages
      .flatMap(({ content }) => textsOf(content))
      .reduce((sum, text) => sum + text.length, 0),
    tools: request.tools.length,
    dropped,
  };
}
