import { setImmediate as nextTurn } from 'node:timers/promises';

/** How much is done between two turns of the event loop: a few milliseconds of work, in UTF-16 code units. */
const BREATH = 200_000;

/** Lets other work run during long work, and notices a cancellation. */
export class Breath {
  readonly #signal: AbortSignal;
  #done = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether it is time for `take`, now that this many code units more have been worked through. */
  isDue(codeUnits: number): boolean {
    // An empty line is work too.
    this.#done += codeUnits + 20;
    return this.#done >= BREATH;
  }

  /** @throws the signal's reason */
  async take(): Promise<void> {
    this.#done = 0;
    await nextTurn();
    this.#signal.throwIfAborted();
  }
}
