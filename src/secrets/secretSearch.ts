import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { abortable } from '../common/abortable.js';
import { TurnQueue } from '../common/turnQueue.js';
import type { FoundSecret } from './findSecrets.js';

/** The result of a search. An unfinished one says nothing about the text, least of all that it has no secrets. */
export type SearchResult =
  { readonly finished: true; readonly found: readonly FoundSecret[] } | { readonly finished: false };

/** Searches a text for secrets; see `SecretSearch`. */
export type FindSecrets = (text: string, title: string, signal: AbortSignal) => Promise<SearchResult>;

/** What the worker is to search. */
export interface SearchTask {
  readonly text: string;
  /** The name of its document; empty if there is none. */
  readonly title: string;
}

/** What it answers. */
const searchAnswer = z.object({
  found: z.array(z.object({ name: z.string(), from: z.int(), to: z.int(), line: z.int().positive() })),
});

/**
 * The time limit of a search, in milliseconds: a base, plus an amount per million UTF-16 code units. The rules take
 * about a second for a million code units of ordinary text.
 */
const BASE_MILLISECONDS = 10_000;
const MILLISECONDS_PER_MILLION = 10_000;

export interface SecretSearchOptions {
  /** Absolute path of the worker's bundle, `dist/secretSearch.js`. */
  readonly script: string;
  /** The time limit for a text, in milliseconds. */
  readonly limit?: (text: string) => number;
}

/**
 * Searches texts for secrets in a separate thread, because the rules run third-party regular expressions on arbitrary
 * text: they can take forever, and only ending the thread interrupts them. One thread handles all searches in
 * sequence; it does not keep the process alive.
 */
export class SecretSearch {
  readonly #script: string;
  readonly #limit: (text: string) => number;
  readonly #queue = new TurnQueue();
  readonly #lifetime = new AbortController();
  #worker: Worker | undefined;
  /** Ends the running search as unfinished. */
  #onFailure: () => void = () => undefined;

  constructor({ script, limit = limitFor }: SecretSearchOptions) {
    this.#script = script;
    this.#limit = limit;
  }

  /**
   * The secrets in a text, in order.
   *
   * @param title the name of its document, which identifies an `.env` file; empty if there is none
   * @param signal ends the search
   * @throws {SummarizeError} `cancelled`
   */
  readonly find: FindSecrets = async (text, title, signal) => {
    const either = AbortSignal.any([signal, this.#lifetime.signal]);
    const endTurn = await this.#queue.turn(either);
    try {
      return await this.#search({ text, title }, either);
    } finally {
      endTurn();
    }
  };

  async #search(task: SearchTask, signal: AbortSignal): Promise<SearchResult> {
    const worker = (this.#worker ??= this.#start());
    const answered = new Promise<unknown>((resolve) => {
      worker.once('message', resolve);
      this.#onFailure = () => {
        resolve(undefined);
      };
    });
    const timer = setTimeout(this.#onFailure, this.#limit(task.text));
    let isFinished = false;
    try {
      worker.ref();
      worker.postMessage(task);
      const answer = searchAnswer.safeParse(await abortable(answered, signal));
      isFinished = answer.success;
      return answer.success ? { finished: true, found: answer.data.found } : { finished: false };
    } finally {
      clearTimeout(timer);
      worker.unref();
      if (!isFinished) this.#end(worker);
    }
  }

  #start(): Worker {
    // No environment: a search needs none of it.
    const worker = new Worker(this.#script, { env: {}, execArgv: [] });
    const onEnd = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#onFailure();
    };
    // A missing script, an exception, or no more memory.
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    return worker;
  }

  /** Ends a thread, whatever it is doing; the next search starts a new one. */
  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
  }

  /** Ends the thread, cancels the running search, and allows no more. */
  dispose(): void {
    this.#lifetime.abort();
    if (this.#worker !== undefined) this.#end(this.#worker);
  }
}

function limitFor(text: string): number {
  return BASE_MILLISECONDS + (text.length / 1_000_000) * MILLISECONDS_PER_MILLION;
}
