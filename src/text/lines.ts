/** One line of a text. */
export interface Line {
  /** Without its line break. */
  readonly text: string;
  /** Starts at 1. */
  readonly number: number;
}

/** The lines of a text, one after the other; nothing is kept. A line break at the end begins no further line. */
export function* linesOf(text: string): Generator<Line> {
  let number = 1;
  for (let at = 0; at < text.length; number++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const hasReturn = end > at && text.charCodeAt(end - 1) === 0x0d;
    yield { text: text.slice(at, hasReturn ? end - 1 : end), number };
    at = end + 1;
  }
}

/** Finds the lines of places in a text; the places must be asked for in text order. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #newline: number;

  constructor(text: string) {
    this.#text = text;
    this.#newline = text.indexOf('\n');
  }

  /** @param at in UTF-16 code units */
  lineAt(at: number): number {
    while (this.#newline >= 0 && this.#newline < at) {
      this.#line++;
      this.#newline = this.#text.indexOf('\n', this.#newline + 1);
    }
    return this.#line;
  }
}

/** The number of lines of a text; a line break at its end begins no further one. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}
