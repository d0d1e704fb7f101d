import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { localDay } from '../common/localDay.js';
import { abortable } from '../common/abortable.js';
import type { TokenUsage } from '../models/model.js';
import { mapStore, type Store } from '../common/store.js';
import type { Moment, Usage } from './judge.js';

export interface UsageMeterOptions {
  /** The server's key in the store. */
  readonly key: string;
  readonly store?: Store;
  readonly now?: () => Date;
}

/** One request's claim on the limits of its server. */
export interface Claim {
  /** Ends the claim; without usage if there was no answer. */
  settle(used: TokenUsage | undefined): void;
}

const MINUTE = 60_000;

const kept = z.object({ day: z.string(), tokens: z.number().nonnegative() });

/** A server's use: its requests of the last minute, and its tokens of the day as reported by models. */
export class UsageMeter {
  readonly #key: string;
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #waiting = new Set<() => void>();
  #lastMinute: readonly number[] = [];
  #underWay = 0;

  constructor({ key, store, now = () => new Date() }: UsageMeterOptions) {
    this.#key = key;
    this.#store = store ?? mapStore();
    this.#now = now;
  }

  get moment(): Moment {
    const now = this.#now();
    const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    return { now: now.getTime(), tomorrow: tomorrow.getTime() };
  }

  get usage(): Usage {
    const aMinuteAgo = this.#now().getTime() - MINUTE;
    this.#lastMinute = this.#lastMinute.filter((time) => time > aMinuteAgo);
    return { lastMinute: this.#lastMinute, tokensToday: this.#today(), tokensUnderWay: this.#underWay };
  }

  /**
   * Lets a request through.
   *
   * @param tokens the maximum that it could use
   */
  claim(tokens: number): Claim {
    this.#lastMinute = [...this.#lastMinute, this.#now().getTime()];
    this.#underWay += tokens;
    return {
      settle: (used) => {
        this.#underWay -= tokens;
        if (used !== undefined) this.#count(used);
        this.wake();
      },
    };
  }

  /** Makes everything that waits check again, because the policy may have changed. */
  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /**
   * Waits until a running request ends, or until a time in milliseconds.
   *
   * @throws {SummarizeError} `cancelled`
   */
  async change(until: number | undefined, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    let wake: () => void = () => undefined;
    const ends = [
      new Promise<void>((resolve) => {
        wake = resolve;
        this.#waiting.add(wake);
      }),
    ];
    const { now } = this.moment;
    if (until !== undefined) {
      const timer = delay(Math.max(until - now, 1), undefined, { signal: over.signal });
      ends.push(timer.catch(() => undefined));
    }
    try {
      await abortable(Promise.race(ends), signal);
    } finally {
      over.abort();
      this.#waiting.delete(wake);
    }
  }

  #today(): number {
    const { success, data } = kept.safeParse(this.#store.get(this.#key));
    return success && data.day === localDay(this.#now()) ? data.tokens : 0;
  }

  #count({ inputTokens, outputTokens }: TokenUsage): void {
    const tokens = this.#today() + inputTokens + outputTokens;
    void this.#store.update(this.#key, { day: localDay(this.#now()), tokens });
  }
}
