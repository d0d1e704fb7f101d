import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { abortable } from '../common/abortable.js';
import { TurnQueue } from '../common/turnQueue.js';
import type { FoundSecret } from './findSecrets.js';

/** What a search came to. One that did not finish knows nothing of the text, least of all that it holds no secrets. */
export type SearchResult =
  { readonly finished: true; readonly found: readonly FoundSecret[] } | { readonly finished: false };

/** Searches a text for secrets; see `SecretSearch`. */
export type FindSecrets = (text: string, title: string, signal: AbortSignal) => Promise<SearchResult>;

/** What the worker is asked, and what it answers. */
export const searchTask = z.object({ text: z.string(), title: z.string() });
const searchAnswer = z.object({
  found: z.array(z.object({ name: z.string(), from: z.int(), to: z.int(), line: z.int().positive() })),
});

/**
 * How long a search may take, in milliseconds: so much, and more for each million UTF-16 code units. The rules
 * take a second or so for a million of ordinary text.
 */
const BASE_MILLISECONDS = 10_000;
const MILLISECONDS_PER_MILLION = 10_000;

export interface SecretSearchOptions {
  /** Absolute path of the worker's bundle, `dist/secretSearch.js`. */
  readonly script: string;
  /** How long a search of a text may take, in milliseconds. */
  readonly limit?: (text: string) => number;
}

/**
 * Searches texts for secrets in a thread of its own, since the rules are others' regular expressions on others'
 * text: they can take for ever, and cannot be interrupted but with their thread. One thread is kept for all searches,
 * which come one after the other; it does not keep the process alive.
 */
export class SecretSearch {
  readonly #script: string;
  readonly #limit: (text: string) => number;
  readonly #queue = new TurnQueue();
  readonly #lifetime = new AbortController();
  #worker: Worker | undefined;
  /** Ends the search that is under way, unfinished. */
  #onFailure: () => void = () => undefined;

  constructor({ script, limit = limitFor }: SecretSearchOptions) {
    this.#script = script;
    this.#limit = limit;
  }

  /**
   * The secrets in a text, in its order.
   *
   * @param title the name of its document, which tells an `.env` file; empty where there is none
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

  async #search(task: z.infer<typeof searchTask>, signal: AbortSignal): Promise<SearchResult> {
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
    // No environment: there is nothing in it that a search needs, and much that it need not know.
    const worker = new Worker(this.#script, { env: {}, execArgv: [] });
    const onEnd = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#onFailure();
    };
    // A script that is not there, an exception, no more memory.
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    return worker;
  }

  /** Ends a thread, whatever it does; the next search begins another one. */
  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
  }

  /** Ends the thread; a search that is under way is cancelled, and none can begin. */
  dispose(): void {
    this.#lifetime.abort();
    if (this.#worker !== undefined) this.#end(this.#worker);
  }
}

function limitFor(text: string): number {
  return BASE_MILLISECONDS + (text.length / 1_000_000) * MILLISECONDS_PER_MILLION;
}
