import type { Breath } from '../../common/breath.js';
import { jsonTokensOf, type JsonToken } from '../../text/jsonTokens.js';
import { LineCounter, type Line } from '../../text/lines.js';

/** A cell of a Jupyter notebook (nbformat 4). */
export interface Cell {
  type: string;
  /** The lines of its source, with the lines of the JSON text in which they stand. */
  readonly source: Line[];
  /** What its outputs say went wrong. */
  error: string | undefined;
  readonly fromLine: number;
  toLine: number;
}

const DEEPEST = 8;
/** Of a cell's source. */
const MOST_LINES = 2000;
/** A longer string is not unescaped, in UTF-16 code units. */
const LONGEST = 200_000;

/** The cells of a notebook, read from its JSON text. */
export async function cellsOf(text: string, breath: Breath): Promise<readonly Cell[]> {
  const reader = new CellReader(text);
  for (const token of jsonTokensOf(text)) {
    if (breath.isDue(token.to - token.from)) await breath.take();
    reader.add(token);
  }
  return reader.cells;
}

class CellReader {
  readonly cells: Cell[] = [];
  readonly #text: string;
  readonly #lines: LineCounter;
  /** What is open: the key of each object or list. */
  readonly #path: string[] = [];
  #ignored = 0;
  #key = '';
  #name = '';

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineCounter(text);
  }

  add({ type, from, to }: JsonToken): void {
    const line = this.#lines.lineAt(from);
    switch (type) {
      case '{':
      case '[':
        if (this.#path.length >= DEEPEST || this.#ignored > 0) this.#ignored++;
        else this.#open(type, line);
        return;
      case '}':
      case ']':
        if (this.#ignored > 0) this.#ignored--;
        else this.#close(line);
        return;
      case 'key':
        this.#key = this.#text.slice(from + 1, Math.min(to - 1, from + 50));
        return;
      case 'string':
        if (this.#ignored === 0) this.#string(from, to, line);
        return;
      default:
        return;
    }
  }

  #open(type: string, line: number): void {
    this.#path.push(this.#key);
    this.#key = '';
    if (type === '{' && this.#path.length === 3 && this.#path[1] === 'cells')
      this.cells.push({ type: 'code', source: [], error: undefined, fromLine: line, toLine: line });
  }

  #close(line: number): void {
    if (this.#path.length === 3 && this.#path[1] === 'cells') {
      const cell = this.cells.at(-1);
      if (cell !== undefined) cell.toLine = line;
    }
    this.#path.pop();
    this.#key = '';
  }

  #string(from: number, to: number, line: number): void {
    const cell = this.cells.at(-1);
    if (cell === undefined || this.#path[1] !== 'cells') return;
    const depth = this.#path.length;
    const key = this.#key;
    if (depth === 3 && key === 'cell_type') cell.type = this.#text.slice(from + 1, to - 1);
    // All lines in one string, or each in its own.
    const isSource = (depth === 3 && key === 'source') || (depth === 4 && this.#path[3] === 'source');
    if (isSource && cell.source.length < MOST_LINES) {
      const text = this.#unescaped(from, to);
      for (const each of text.replace(/\n$/, '').split('\n', MOST_LINES))
        cell.source.push({ text: each, number: line });
    }
    if (depth === 5 && this.#path[3] === 'outputs') {
      if (key === 'ename') this.#name = this.#unescaped(from, to);
      if (key === 'evalue') cell.error ??= `${this.#name}: ${this.#unescaped(from, to)}`;
    }
  }

  #unescaped(from: number, to: number): string {
    const written = this.#text.slice(from, Math.min(to, from + LONGEST));
    try {
      const value: unknown = JSON.parse(written);
      return typeof value === 'string' ? value : '';
    } catch {
      return written.slice(1);
    }
  }
}
