import type { Progress } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';

/** The least time between two progress notices, in milliseconds, because a server may flood us. */
const PROGRESS_MILLISECONDS = 100;

/**
 * Reports the progress of one call (MCP basic/utilities/progress) as sentences, no faster than they can be read. What
 * came in between is left out, except the last.
 */
export class ProgressTeller {
  readonly #serverName: string;
  readonly #tell: (notice: string) => void;
  #toldAt = -Infinity;
  #untold: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(serverName: string, tell: (notice: string) => void) {
    this.#serverName = serverName;
    this.#tell = tell;
  }

  readonly onProgress = (progress: Progress): void => {
    this.#untold = progress;
    const wait = this.#toldAt + PROGRESS_MILLISECONDS - performance.now();
    if (wait <= 0) this.#tellLast();
    else this.#timer ??= setTimeout(this.#tellLast, wait);
  };

  /** The call is over. */
  end(): void {
    this.#tellLast();
  }

  readonly #tellLast = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#untold === undefined) return;
    const { progress, total, message } = this.#untold;
    this.#untold = undefined;
    this.#toldAt = performance.now();
    const figures = total === undefined ? String(progress) : `${String(progress)} of ${String(total)}`;
    const words = oneLine(message ?? '', 120);
    const bare = /^\d+ of \d+ /.test(words) ? '' : ` (${figures})`;
    this.#tell(words === '' ? `${this.#serverName}: ${figures}.` : `${this.#serverName}: ${words}${bare}.`);
  };
}
