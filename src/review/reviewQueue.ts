import { TurnQueue } from '../common/turnQueue.js';
import type { Reviewed } from '../policy/user.js';

/** Something as a text that the user can edit, and the way back. */
export interface ReviewText<T> {
  readonly text: string;
  /** The value if nothing was changed. */
  readonly unchanged: T;
  /** @throws {SummarizeError} `badReview` if the text is invalid; the review stays open */
  readonly read: (text: string) => T;
}

export interface Review<T> extends ReviewText<T> {
  /** The title of its tab. */
  readonly name: string;
  /** The server, and whether it is a prompt or an answer: **Approve All** applies to one group. */
  readonly group: string;
}

/** The place where reviews are shown. */
export interface ReviewDesk {
  /**
   * Shows one review until the user has decided.
   *
   * @param onAll the user approves this review and all that wait behind it
   * @returns undefined if denied
   * @throws {SummarizeError} `cancelled`
   */
  show<T>(review: Review<T>, onAll: () => void, signal: AbortSignal): Promise<T | undefined>;
  /** The number of reviews of the same group that wait behind the shown one. */
  setWaiting(count: number): void;
}

interface Waiting {
  readonly group: string;
  approved: boolean;
}

/** Shows one review at a time, so that a burst of requests opens only one tab. */
export class ReviewQueue {
  readonly #desk: ReviewDesk;
  readonly #turns = new TurnQueue();
  readonly #waiting = new Set<Waiting>();
  #shownGroup: string | undefined;

  constructor(desk: ReviewDesk) {
    this.#desk = desk;
  }

  /**
   * @returns the user's version, or undefined if denied
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
