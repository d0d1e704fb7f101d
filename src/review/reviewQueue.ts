import { TurnQueue } from '../turnQueue.js';

/** Something as a text that a person can edit, and the way back. */
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
  /** The server; **Approve All** approves what waits of the same one. */
  readonly group: string;
}

/** `all`: this one, and those that wait behind it as they are. */
export type ReviewEnd<T> =
  { readonly kind: 'approved'; readonly value: T; readonly all: boolean } | { readonly kind: 'denied' };

/** Where a review is shown. */
export interface ReviewDesk {
  /** Shows one review until the person has decided, or the signal ends it. @throws the signal's reason */
  show<T>(review: Review<T>, signal: AbortSignal): Promise<ReviewEnd<T>>;
  /** How many reviews wait behind the one that is shown. */
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

  constructor(desk: ReviewDesk) {
    this.#desk = desk;
  }

  /**
   * @returns what the person made of it, or undefined for a no
   * @throws {SummarizeError} `cancelled`
   */
  async review<T>(review: Review<T>, signal: AbortSignal): Promise<T | undefined> {
    const waiting: Waiting = { group: review.group, approved: false };
    this.#waiting.add(waiting);
    let endTurn: (() => void) | undefined;
    try {
      const turn = this.#turns.turn(signal);
      this.#tell();
      endTurn = await turn;
    } finally {
      this.#waiting.delete(waiting);
      this.#tell();
    }
    try {
      if (waiting.approved) return review.unchanged;
      const end = await this.#desk.show(review, signal);
      if (end.kind === 'denied') return undefined;
      if (end.all) this.#approveWaiting(review.group);
      return end.value;
    } finally {
      endTurn();
    }
  }

  #approveWaiting(group: string): void {
    for (const waiting of this.#waiting) if (waiting.group === group) waiting.approved = true;
  }

  #tell(): void {
    this.#desk.setWaiting([...this.#waiting].filter(({ approved }) => !approved).length);
  }
}
