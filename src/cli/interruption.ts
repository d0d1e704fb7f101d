import { cancelled } from '../common/errors.js';

/** SIGHUP says that the terminal is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Hears the signals that end a program, and passes the first one on to its work, which ends what it has started. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #kill: () => void;
  #exitCode: number | undefined;
  #isOver = false;

  /** @param kill ends at once what the work has started; a second signal waits for nobody */
  constructor(kill: () => void) {
    this.#kill = kill;
    for (const name of SIGNALS) process.on(name, this.#heard);
  }

  /** Aborted by a signal, or by `abort`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** As shells tell it: 128 and the number of the signal that came first; undefined if none did. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Ends the work for another reason. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** The work is done; only output may still have to be written, and a signal does not wait for that. */
  over(): void {
    this.#isOver = true;
  }

  readonly #heard = (_: NodeJS.Signals, number: number): void => {
    const isSecond = this.#exitCode !== undefined;
    this.#exitCode ??= 128 + number;
    if (isSecond || this.#isOver) {
      this.#kill();
      process.exit(this.#exitCode);
    }
    this.#controller.abort(cancelled());
  };
}
