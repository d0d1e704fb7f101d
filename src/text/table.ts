import type { LineRange } from './lineReference.js';

/** A row of a table of separated values. */
export interface Row extends LineRange {
  readonly cells: readonly string[];
  /** All of its cells; only the first thousand are in `cells`. */
  readonly width: number;
  /** In UTF-16 code units. */
  readonly from: number;
  readonly length: number;
}

const MOST_CELLS = 1000;
/** Longer lines are read cell by cell, because they may have any number of them. */
const LONGEST_LINE = 10_000;
/** A longer quoted cell is none: a quote was not closed. */
const LONGEST_QUOTED = 100_000;
const DELIMITERS = ['\t', ',', ';', '|'] as const;
/** Rows that a decision is made from. */
const SAMPLE = { characters: 64_000, rows: 60 };

/** The rows of a table of separated values (RFC 4180, also with other delimiters); blank lines are left out. */
export function* rowsOf(text: string, delimiter: string): Generator<Row> {
  let line = 1;
  let from = 0;
  while (from < text.length) {
    const fromLine = line;
    let cells: string[] = [];
    let width = 0;
    let at = from;
    const plain = plainCellsAt(text, from, delimiter);
    if (plain !== undefined) {
      width = plain.cells.length;
      cells = plain.cells.slice(0, MOST_CELLS);
      at = plain.end + 1;
    } else
      for (let isOver = false; !isOver;) {
        const { cell, end, newlines } = cellAt(text, at, delimiter);
        line += newlines;
        width++;
        if (cells.length < MOST_CELLS) cells.push(cell);
        isOver = text.charAt(end) !== delimiter;
        at = end + 1;
      }
    const row = { cells, width, fromLine, toLine: line, from, length: at - from };
    line++;
    from = at;
    if (width > 1 || cells[0] !== '') yield row;
  }
}

/** The cells of a line without quotes, which are most: all at once takes a quarter of the time. */
function plainCellsAt(
  text: string,
  from: number,
  delimiter: string,
): { readonly cells: string[]; readonly end: number } | undefined {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  if (end - from > LONGEST_LINE) return undefined;
  const line = text.slice(from, end);
  if (line.includes('"')) return undefined;
  return { cells: line.split(delimiter).map((cell) => cell.trim()), end };
}

interface Cell {
  readonly cell: string;
  /** Where its delimiter, its line break or the text's end is. */
  readonly end: number;
  readonly newlines: number;
}

function cellAt(text: string, from: number, delimiter: string): Cell {
  if (text.charAt(from) === '"') {
    const quoted = quotedCellAt(text, from, delimiter);
    if (quoted !== undefined) return quoted;
  }
  let end = from;
  for (; end < text.length; end++) {
    const character = text.charAt(end);
    if (character === delimiter || character === '\n') break;
  }
  return { cell: text.slice(from, end).trim(), end, newlines: 0 };
}

/** A cell in quotes; undefined if they are not closed where a cell may end. */
function quotedCellAt(text: string, from: number, delimiter: string): Cell | undefined {
  let newlines = 0;
  const most = Math.min(text.length, from + LONGEST_QUOTED);
  for (let at = from + 1; at < most; at++) {
    const character = text.charAt(at);
    if (character === '\n') newlines++;
    if (character !== '"') continue;
    if (text.charAt(at + 1) === '"') at++;
    else {
      let end = at + 1;
      if (text.charAt(end) === '\r') end++;
      const isEnd = end >= text.length || text.charAt(end) === delimiter || text.charAt(end) === '\n';
      if (!isEnd) return undefined;
      return {
        cell: text
          .slice(from + 1, at)
          .replaceAll('""', '"')
          .trim(),
        end,
        newlines,
      };
    }
  }
  return undefined;
}

export interface TableForm {
  readonly delimiter: string;
  /** Whether its first row names the columns. */
  readonly hasHeader: boolean;
}

/**
 * How a text is a table of separated values.
 *
 * @returns undefined if its beginning does not look like one
 */
export function tableFormOf(text: string): TableForm | undefined {
  const sample = text.slice(0, SAMPLE.characters);
  const whole = sample.length === text.length ? sample : sample.slice(0, sample.lastIndexOf('\n') + 1);
  for (const delimiter of DELIMITERS) {
    const rows: Row[] = [];
    for (const row of rowsOf(whole, delimiter)) {
      rows.push(row);
      if (rows.length >= SAMPLE.rows) break;
    }
    const form = formOf(rows, delimiter);
    if (form !== undefined) return form;
  }
  return undefined;
}

function formOf(rows: readonly Row[], delimiter: string): TableForm | undefined {
  const [first] = rows;
  if (first === undefined || rows.length < 3) return undefined;
  const { width, cells } = first;
  const alike = rows.filter((row) => row.width === width).length;
  const most = width > 2 ? Math.min(rows.length * 0.9, rows.length - 1) : rows.length * 0.9;
  if (width < 2 || alike < most) return undefined;
  if (cells.every((cell) => cell === '')) return undefined;
  const all = rows.flatMap((row) => row.cells.slice(0, 50));
  // Sentences and code have commas too, but with a blank behind them, and other signs.
  if (all.some((cell) => /[{}]$|^\/\/|;$|^\|/.test(cell) && delimiter !== ';')) return undefined;
  const isLong = all.reduce((sum, cell) => sum + cell.length, 0) > all.length * 60;
  if (isLong && delimiter !== '\t') return undefined;
  const hasHeader = isHeader(cells) && rows.slice(1).some((row) => !isHeader(row.cells) || row.width > 2);
  // Two columns alone may be chance.
  if (!hasHeader && (alike < rows.length || (width < 3 && rows.length < 5))) return undefined;
  if (!hasHeader && delimiter !== '\t' && !all.some((cell) => /^-?[\d.,:/-]+$/.test(cell))) return undefined;
  return { delimiter, hasHeader };
}

/** Names are short, all different, and no numbers. */
function isHeader(cells: readonly string[]): boolean {
  const named = cells.filter((cell) => cell !== '');
  return (
    named.length > cells.length / 2 &&
    new Set(named).size === named.length &&
    named.every((cell) => cell.length <= 60 && !/^[-+]?[\d.,:/%-]+$|^\d{4}-\d\d|[.!?]$/.test(cell))
  );
}
