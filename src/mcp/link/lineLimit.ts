import type { Logger } from '../../common/logger.js';

/** How many lines are told in how many milliseconds: more than anybody reads, and no more than can be kept. */
const MOST_LINES = 500;
const WINDOW_MILLISECONDS = 10_000;

/** Limits how many lines are told about a server, or by it. */
export class LineLimit {
  #since = -Infinity;
  #told = 0;
  #leftOut = 0;

  /**
   * Whether one more line may be told.
   *
   * @param tell gets a sentence when lines begin to be left out, and when they no longer are
   */
  mayTell(tell: (sentence: string) => void): boolean {
    const now = performance.now();
    if (now - this.#since >= WINDOW_MILLISECONDS) {
      if (this.#leftOut > 0) tell(`${String(this.#leftOut)} lines were left out.`);
      this.#since = now;
      this.#told = 0;
      this.#leftOut = 0;
    }
    if (this.#told < MOST_LINES) {
      this.#told++;
      return true;
    }
    if (this.#leftOut++ === 0) tell('More lines than can be read; some are left out.');
    return false;
  }
}

/** The same log, with a limit to what is written to it. */
export function limitedLog(log: Logger): Logger {
  const limit = new LineLimit();
  const at =
    (level: keyof Logger) =>
    (message: string): void => {
      const tell = (line: string): void => {
        log[level](line);
      };
      if (limit.mayTell(tell)) tell(message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
