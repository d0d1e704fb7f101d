import { abortable } from './abortable.js';

interface Asked<T> {
  readonly answer: Promise<T>;
  readonly withdraw: AbortController;
  isAnswered: boolean;
  waiting: number;
}

/**
 * A question whose answer is shared by all who need it: asked when first needed, and withdrawn when nobody waits for it
 * any longer. If it was withdrawn or failed, it is asked again.
 */
export class SharedQuestion<T> {
  #asked: Asked<T> | undefined;

  get isAnswered(): boolean {
    return this.#asked?.isAnswered === true;
  }

  /**
   * Waits for the answer.
   *
   * @param ask asks the question, if nobody has yet; its signal withdraws it
   * @param signal ends only this caller's wait
   * @throws {SummarizeError} `cancelled`
   */
  async answer(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const asked = (this.#asked ??= this.#ask(ask));
    asked.waiting++;
    try {
      return await abortable(asked.answer, signal);
    } finally {
      asked.waiting--;
      if (asked.waiting === 0 && !asked.isAnswered) {
        this.#forget(asked);
        asked.withdraw.abort();
      }
    }
  }

  #ask(ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
    const withdraw = new AbortController();
    const asked: Asked<T> = { answer: ask(withdraw.signal), withdraw, isAnswered: false, waiting: 0 };
    asked.answer.then(
      () => {
        asked.isAnswered = true;
      },
      () => {
        this.#forget(asked);
      },
    );
    return asked;
  }

  #forget(asked: Asked<T>): void {
    if (this.#asked === asked) this.#asked = undefined;
  }
}
