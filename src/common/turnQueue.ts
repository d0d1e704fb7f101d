import { abortable } from './abortable.js';

/** Admits one caller at a time, in order of arrival. */
export class TurnQueue {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Whether the next caller would have to wait. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * Waits for the caller's turn.
   *
   * @returns a function that ends the turn
   * @throws {SummarizeError} `cancelled`
   */
  async turn(signal: AbortSignal): Promise<() => void> {
    const before = this.#last;
    let end: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      end = () => {
        this.#waiting--;
        resolve();
      };
    });
    this.#waiting++;
    this.#last = before.then(() => mine);
    try {
      await abortable(before, signal);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }
}
