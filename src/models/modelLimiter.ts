import PQueue from 'p-queue';
import { abortable } from '../common/abortable.js';
import { cancelled } from '../common/errors.js';

interface Place {
  readonly queue: PQueue;
  /** When requests may start again, in `performance.now()` time. */
  until: number;
  timer: NodeJS.Timeout | undefined;
}

/** Limits concurrent requests per provider across all calls, and pauses a provider on request. */
export class ModelLimiter {
  readonly #places = new Map<string, Place>();
  #concurrency: number;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
    for (const { queue } of this.#places.values()) queue.concurrency = concurrency;
  }

  /**
   * Runs a provider's task when its turn comes.
   *
   * @throws {SummarizeError} `cancelled`
   */
  async run<T>(place: string, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const turn = this.#at(place).queue.add(async () => {
      if (signal.aborted) throw cancelled(signal.reason);
      return await task();
    });
    return await abortable(turn, signal);
  }

  /** Starts no request to a provider for a while, in milliseconds. */
  hold(place: string, milliseconds: number): void {
    const held = this.#at(place);
    const until = performance.now() + milliseconds;
    if (until <= held.until) return;
    held.until = until;
    held.queue.pause();
    clearTimeout(held.timer);
    held.timer = setTimeout(() => held.queue.start(), milliseconds).unref();
  }

  /** How much longer a provider gets no requests, in milliseconds. */
  heldFor(place: string): number {
    return Math.max((this.#places.get(place)?.until ?? 0) - performance.now(), 0);
  }

  dispose(): void {
    for (const { timer } of this.#places.values()) clearTimeout(timer);
  }

  #at(name: string): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = { queue: new PQueue({ concurrency: this.#concurrency }), until: 0, timer: undefined };
    this.#places.set(name, place);
    return place;
  }
}
