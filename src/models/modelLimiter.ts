import PQueue from 'p-queue';
import { abortable } from '../common/abortable.js';
import { cancelled } from '../common/errors.js';

interface Place {
  readonly queue: PQueue;
  /** Until when no request begins, in `performance.now()` time. */
  until: number;
  timer: NodeJS.Timeout | undefined;
}

/** How many requests each provider gets at once, over all calls, and when it gets none. */
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
   * Does what is asked of a provider when its turn has come.
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

  /** Lets no request to a provider begin for a while, in milliseconds. */
  hold(place: string, milliseconds: number): void {
    const held = this.#at(place);
    const until = performance.now() + milliseconds;
    if (until <= held.until) return;
    held.until = until;
    held.queue.pause();
    clearTimeout(held.timer);
    held.timer = setTimeout(() => held.queue.start(), milliseconds).unref();
  }

  /** How long a provider still gets no request, in milliseconds. */
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
