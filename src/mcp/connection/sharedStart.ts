import { abortable } from '../../common/abortable.js';

/** After how long a slow start is reported, in milliseconds. */
const NOTICE_MILLISECONDS = 5000;

/** Gets a sentence for the waiting user. */
export type Notify = (notice: string) => void;

/** One start that several calls can wait for, each with its own patience; it runs until the last one gives up. */
export class SharedStart<T> {
  readonly result: Promise<T>;
  readonly #giveUp: () => void;
  readonly #waiting = new Set<Notify>();
  readonly #notice: string;
  #isSlow = false;
  #isOver = false;

  /**
   * @param notice what waiting callers are told when the start is slow
   * @param log gets the notice too, once
   * @param giveUp called when no callers are left
   * @param slowAfter when a start counts as slow, in milliseconds
   */
  constructor(
    result: Promise<T>,
    notice: string,
    log: Notify,
    giveUp: () => void,
    slowAfter = NOTICE_MILLISECONDS,
  ) {
    this.result = result;
    this.#notice = notice;
    this.#giveUp = giveUp;
    const timer = setTimeout(() => {
      this.#isSlow = true;
      log(notice);
      for (const notify of this.#waiting) notify(notice);
    }, slowAfter);
    const over = (): void => {
      this.#isOver = true;
      clearTimeout(timer);
    };
    result.then(over, over);
  }

  /**
   * @throws {SummarizeError} `cancelled`, and whatever the start fails with
   */
  async wait(signal: AbortSignal, notify: Notify = () => undefined): Promise<T> {
    // A separate function, because two callers may pass the same one.
    const mine: Notify = (notice) => {
      notify(notice);
    };
    this.#waiting.add(mine);
    if (this.#isSlow && !this.#isOver) notify(this.#notice);
    try {
      return await abortable(this.result, signal);
    } finally {
      this.#waiting.delete(mine);
      if (!this.#isOver && this.#waiting.size === 0) this.#giveUp();
    }
  }
}
