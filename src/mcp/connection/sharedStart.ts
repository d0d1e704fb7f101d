import { abortable } from '../../common/abortable.js';

/** After how long those who wait for a start are told, in milliseconds. */
const NOTICE_MILLISECONDS = 5000;

/** Gets what a user who waits should know, as a sentence. */
export type Notify = (notice: string) => void;

/** One start that several calls may wait for, each no longer than it wants; it goes on until the last gives up. */
export class SharedStart<T> {
  readonly result: Promise<T>;
  readonly #giveUp: () => void;
  readonly #waiting = new Set<Notify>();
  #isOver = false;

  /**
   * @param notice what is said when the start takes long
   * @param log gets it too, once
   * @param giveUp is called when nobody waits any more
   */
  constructor(result: Promise<T>, notice: string, log: Notify, giveUp: () => void) {
    this.result = result;
    this.#giveUp = giveUp;
    const timer = setTimeout(() => {
      log(notice);
      for (const notify of this.#waiting) notify(notice);
    }, NOTICE_MILLISECONDS);
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
    // One of its own, since two may notify the same way.
    const mine: Notify = (notice) => {
      notify(notice);
    };
    this.#waiting.add(mine);
    try {
      return await abortable(this.result, signal);
    } finally {
      this.#waiting.delete(mine);
      if (!this.#isOver && this.#waiting.size === 0) this.#giveUp();
    }
  }
}
