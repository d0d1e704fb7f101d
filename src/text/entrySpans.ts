/** Where an entry of a text stands. */
export interface EntrySpan {
  readonly from: number;
  /** Without the line break at its end. */
  readonly to: number;
  readonly fromLine: number;
  readonly toLine: number;
}

/** Where the entries of a text stand, one behind the other. It takes eight bytes for each, or sixteen while it grows. */
export class EntrySpans {
  readonly #text: string;
  #places = new Uint32Array(1024);
  #length = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#length;
  }

  /** An entry begins; it ends where the next one does. */
  add(from: number, fromLine: number): void {
    if (this.#length * 2 === this.#places.length) {
      const longer = new Uint32Array(this.#places.length * 2);
      longer.set(this.#places);
      this.#places = longer;
    }
    this.#places[this.#length * 2] = from;
    this.#places[this.#length * 2 + 1] = fromLine;
    this.#length++;
  }

  from(index: number): number {
    return index < this.#length ? (this.#places[index * 2] ?? 0) : this.#text.length;
  }

  fromLine(index: number): number {
    return this.#places[index * 2 + 1] ?? 1;
  }

  at(index: number): EntrySpan {
    const from = this.from(index);
    const fromLine = this.fromLine(index);
    const next = this.from(index + 1);
    let to = next;
    while (to > from && isLineBreak(this.#text.charCodeAt(to - 1))) to--;
    let toLine = fromLine;
    for (let at = this.#text.indexOf('\n', from); at >= 0 && at < to; at = this.#text.indexOf('\n', at + 1))
      toLine++;
    return { from, to, fromLine, toLine };
  }

  /** Its first line, without the line break. */
  firstLine(index: number): string {
    const from = this.from(index);
    const newline = this.#text.indexOf('\n', from);
    const to = newline < 0 ? this.#text.length : newline;
    const hasReturn = to > from && this.#text.charCodeAt(to - 1) === 0x0d;
    return this.#text.slice(from, hasReturn ? to - 1 : to);
  }
}

function isLineBreak(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}
