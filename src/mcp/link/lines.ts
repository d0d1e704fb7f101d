import { StringDecoder } from 'node:string_decoder';

/** How much of one line is kept, in UTF-16 code units: more than anyone is shown. */
const MAX_LINE = 2000;

/** Puts the lines of a UTF-8 stream together again, however it is chunked; blank lines are left out. */
export class Lines {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #line = '';
  /** Whether the line was handed on because of its length, and what follows of it is dropped. */
  #isTooLong = false;

  /** @param onLine gets each line without its end, the first 2,000 characters of a longer one */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** Hands on what has no line end yet: nothing more comes. */
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
