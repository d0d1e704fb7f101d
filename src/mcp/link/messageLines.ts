import { TooLargeMessage } from './answerFaults.js';

const NEWLINE = 10;

/**
 * Splits a server's standard output into lines (MCP basic/transports, stdio), in linear time even if a long line
 * arrives in tiny pieces.
 */
export class MessageLines {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #size = 0;

  /** @param limit the most bytes in a line */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The lines that a piece completes.
   *
   * @throws {TooLargeMessage}
   */
  *of(piece: Uint8Array): Generator<string> {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, from)) {
      this.#take(piece.subarray(from, at));
      const line = Buffer.concat(this.#parts).toString('utf8');
      this.clear();
      from = at + 1;
      yield line;
    }
    this.#take(piece.subarray(from));
  }

  clear(): void {
    this.#parts = [];
    this.#size = 0;
  }

  #take(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > this.#limit) {
      this.clear();
      throw new TooLargeMessage();
    }
    this.#parts.push(part);
  }
}
