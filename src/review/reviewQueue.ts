import { TurnQueue } from '../common/turnQueue.js';
import type { Reviewed } from '../policy/user.js';

/** Something as a text that a user can edit, and the way back. */
export interface ReviewText<T> {
  readonly text: string;
  /** What it is when nothing was changed. */
  readonly unchanged: T;
  /** @throws {SummarizeError} `badReview` if it cannot be read; the review stays open */
  readonly read: (text: string) => T;
}

export interface Review<T> extends ReviewText<T> {
  /** What its tab says. */
  readonly name: string;
  /** The server, and whether it is a prompt or an answer: **Approve All** approves what waits of the same. */
  readonly group: string;
}

/** Where a review is shown. */
export interface ReviewDesk {
  /**
   * Shows one review until the user has decided.
   *
   * @param onAll the user approves this one, and at the same moment what waits behind it
   * @returns undefined for a no
   * @throws {SummarizeError} `cancelled`
   */
  show<T>(review: Review<T>, onAll: () => void, signal: AbortSignal): Promise<T | undefined>;
  /** How many reviews of the same group wait behind the one that is shown. */
  setWaiting(count: number): void;
}

interface Waiting {
  readonly group: string;
  approved: boolean;
}

/** Shows one review after the other, so that a burst of requests opens one tab. */
export class ReviewQueue {
  readonly #desk: ReviewDesk;
  readonly #turns = new TurnQueue();
  readonly #waiting = new Set<Waiting>();
  #shownGroup: string | undefined;

  constructor(desk: ReviewDesk) {
    this.#desk = desk;
  }

  /**
   * @returns what the user made of it, or undefined for a no
   * @throws {SummarizeError} `cancelled`
   */
  async review<T>(review: Review<T>, signal: AbortSignal): Promise<Reviewed<T> | undefined> {
    const waiting: Waiting = { group: review.group, approved: false };
    this.#waiting.add(waiting);
    this.#tell();
    let endTurn: (() => void) | undefined;
    try {
      endTurn = await this.#turns.turn(signal);
    } finally {
      this.#waiting.delete(waiting);
      this.#tell();
    }
    try {
      if (waiting.approved) return { value: review.unchanged, isRead: false };
      this.#shownGroup = review.group;
      this.#tell();
      const onAll = (): void => {
        this.#approveWaiting(review.group);
      };
      const value = await this.#desk.show(review, onAll, signal);
      return value === undefined ? undefined : { value, isRead: true };
    } finally {
      endTurn();
    }
  }

  #approveWaiting(group: string): void {
    for (const waiting of this.#waiting) if (waiting.group === group) waiting.approved = true;
    this.#tell();
  }

  #tell(): void {
    const behind = [...this.#waiting].filter(
      ({ group, approved }) => group === this.#shownGroup && !approved,
    );
    this.#desk.setWaiting(behind.length);
  }
}
