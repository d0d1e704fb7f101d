import { StringDecoder } from 'node:string_decoder';

/** How much of one line is kept, in UTF-16 code units: more than is ever shown. */
const MAX_LINE = 2000;

/** Reassembles the lines of a UTF-8 stream, however it is chunked; skips blank lines. */
export class Lines {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #line = '';
  /** Whether the line was too long: its beginning was emitted and the rest is dropped. */
  #isTooLong = false;

  /** @param onLine gets each line without its line end, up to the first 2,000 characters */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** The stream has ended: emits the unfinished last line. */
  end(): void {
    this.#take(this.#decoder.end());
    this.#finish();
  }

  #take(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#add(text.slice(from, end));
      this.#finish();
      from = end + 1;
    }
    this.#add(text.slice(from));
  }

  #add(piece: string): void {
    if (this.#isTooLong) return;
    const room = MAX_LINE - this.#line.length;
    this.#line += piece.slice(0, room);
    if (piece.length <= room) return;
    this.#finish();
    this.#isTooLong = true;
  }

  #finish(): void {
    if (!this.#isTooLong && this.#line.trim() !== '') this.#onLine(this.#line);
    this.#line = '';
    this.#isTooLong = false;
  }
}
