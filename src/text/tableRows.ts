import { linesOf } from './lines.js';
import { rowsOf, type TableForm } from './table.js';

/** A row of a table, or an object of JSON Lines. */
export interface TableRow {
  /** In UTF-16 code units. */
  readonly from: number;
  readonly length: number;
  readonly fromLine: number;
  /** By column, empty where it has none; undefined for one that has not the form of the others. */
  readonly values: readonly string[] | undefined;
}

/** Something that has rows of values. Its rows can be read several times. */
export interface RowSource {
  /** Whether its first row names its columns. */
  readonly hasHeader: boolean;
  /** The names of its columns; those of JSON Lines are known when all was read. The first has the keys of an object. */
  readonly names: readonly string[];
  rows(): Generator<TableRow>;
}

/** A table of separated values. */
export class Table implements RowSource {
  readonly hasHeader: boolean;
  readonly names: readonly string[];
  readonly #text: string;
  readonly #delimiter: string;

  constructor(text: string, { delimiter, hasHeader }: TableForm) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.hasHeader = hasHeader;
    const [first] = rowsOf(text, delimiter);
    const cells = first?.cells ?? [];
    const names = cells.map((cell, index) =>
      hasHeader && cell !== '' ? cell : `column ${String(index + 1)}`,
    );
    this.names = ['', ...names];
  }

  *rows(): Generator<TableRow> {
    const width = this.names.length - 1;
    for (const row of rowsOf(this.#text, this.#delimiter)) {
      const { from, length, fromLine, cells } = row;
      yield { from, length, fromLine, values: row.width === width ? ['', ...cells] : undefined };
    }
  }
}

/** Objects within objects are columns down to this depth. */
const DEEPEST = 3;

/** A JSON object a line. */
export class JsonLines implements RowSource {
  readonly hasHeader = false;
  readonly names: string[] = [''];
  readonly #text: string;
  readonly #columns = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  *rows(): Generator<TableRow> {
    let from = 0;
    for (const { text: line, number } of linesOf(this.#text)) {
      const newline = this.#text.indexOf('\n', from);
      const next = newline < 0 ? this.#text.length : newline + 1;
      if (line.trim() !== '')
        yield { from, length: next - from, fromLine: number, values: this.#valuesOf(line) };
      from = next;
    }
  }

  #valuesOf(line: string): readonly string[] | undefined {
    const object = objectIn(line);
    if (object === undefined) return undefined;
    const values = new Array<string>(this.names.length).fill('');
    const filled: number[] = [];
    try {
      this.#fill(object, { path: '', depth: 1, values, filled });
    } catch {
      // Lists within lists can be read deeper than they can be written.
      return undefined;
    }
    // Most objects have their keys in the order in which they were met first.
    const isSorted = filled.every((column, index) => index === 0 || column > (filled[index - 1] ?? 0));
    values[0] = (isSorted ? filled : filled.sort((one, other) => one - other)).join(' ');
    return values;
  }

  #fill(
    object: object,
    {
      path,
      depth,
      values,
      filled,
    }: {
      readonly path: string;
      readonly depth: number;
      readonly values: string[];
      readonly filled: number[];
    },
  ): void {
    const entries: [string, unknown][] = Object.entries(object);
    for (const [key, value] of entries) {
      const name = path === '' ? key : `${path}${key}`;
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEEPEST) {
        this.#fill(value, { path: `${name}.`, depth: depth + 1, values, filled });
        continue;
      }
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = this.names.length;
        this.#columns.set(name, column);
        this.names.push(name);
      }
      filled.push(column);
      values[column] = typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
}

/** The object that a line is; undefined if it is none. */
export function objectIn(line: string): object | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
