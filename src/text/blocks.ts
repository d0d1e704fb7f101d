import { Breath } from '../common/breath.js';
import type { LineRange } from './lineReference.js';
import { isLogEntry } from './logEntries.js';
import { linesOf } from './lines.js';

/** Some lines of a text that belong together: a paragraph, statements, log entries, rows of a table. */
export interface Block extends LineRange {
  /** Where it begins and ends, without blank lines around it, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

/** The most lines of a block, and of one that has few words. */
const MOST_LINES = 8;
const MOST_SHORT_LINES = 12;
/** The size from which a block may end, in bytes of UTF-8: its number must cost little in comparison. */
const LEAST_BYTES = 280;
/** From here on a block ends rather than that it gets too many lines. */
const FEW_BYTES = 140;

/** A longer line is cut, so that a block is never too long to be read again for each sentence that rests on it. */
const LONGEST_LINE = 2000;
/** From here on, what only ends something is not waited for. */
const MOST_CLOSING = 3 * MOST_LINES;

/** What begins something of its own: an item of a list, a heading, a row of a table, a hunk of a diff. */
const BEGINNING = /^\s{0,40}(?:[-*+•]\s|\d{1,4}[.)]\s|\d{1,9}: |#{1,6}\s|\||@@|diff --git |=====)/;
/** What only ends something. */
const CLOSING = /^\s{0,200}(?:[)\]}]|end\b|<\/)/;
/** Behind this, neither a sentence nor a statement goes on. */
const ENDED = /[^\p{L}\p{M}\s,(\\–-]["')\]”’]{0,3}\s{0,40}$/u;
/** What is looked at of a line: of its beginning and its end, and of a row. */
const EDGE = 60;
const MOST_OF_ROW = 400;

/**
 * The blocks of a text, in order: between them are only blanks. They depend on nothing but the text, whatever its
 * language. It takes time in proportion to the text.
 *
 * @param firstLine the line of its document at which the text begins
 * @throws the signal's reason
 */
export async function blocksOf(
  text: string,
  { firstLine = 1, signal }: { readonly firstLine?: number; readonly signal: AbortSignal },
): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  const breath = new Breath(signal);
  let open: { from: number; to: number; fromLine: number; toLine: number; bytes: number } | undefined;
  for (const unit of unitsIn(text, firstLine)) {
    if (breath.isDue(unit === undefined ? 0 : unit.to - unit.from)) await breath.take();
    if (unit === undefined) continue;
    const { from, to, fromLine, toLine } = unit;
    const bytes = Buffer.byteLength(text.slice(from, to), 'utf8');
    if (open === undefined || isFull(open, toLine)) {
      open = { from, to, fromLine, toLine, bytes };
      blocks.push(open);
    } else {
      open.to = to;
      open.toLine = toLine;
      open.bytes += bytes;
    }
  }
  return blocks.map((block) => ({
    from: block.from,
    to: block.to,
    fromLine: block.fromLine,
    toLine: block.toLine,
  }));
}

/** Whether a block is better ended than lengthened to a line. */
function isFull(
  { fromLine, bytes }: { readonly fromLine: number; readonly bytes: number },
  toLine: number,
): boolean {
  const lines = toLine - fromLine + 1;
  if (bytes >= LEAST_BYTES || lines > MOST_SHORT_LINES) return true;
  return lines > MOST_LINES && bytes >= FEW_BYTES;
}

/** The statements, entries, items, rows or sentences that a block consists of, as far as lines tell them apart. */
export function unitsOf(text: string, { from, to, fromLine }: Block): readonly Block[] {
  return [...unitsIn(text.slice(from, to), fromLine)].flatMap((unit) =>
    unit === undefined ? [] : [{ ...unit, from: unit.from + from, to: unit.to + from }],
  );
}

interface PlacedLine {
  readonly text: string;
  readonly at: number;
  readonly number: number;
}

/** Yields undefined for a blank line, so that whoever reads many of them can breathe. */
function* unitsIn(text: string, firstLine: number): Generator<Block | undefined> {
  let open: PlacedLine[] = [];
  let isBehindBlank = false;
  let at = 0;
  for (const { text: line, number } of linesOf(text)) {
    const placed = { text: line, at, number: number + firstLine - 1 };
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? text.length : newline + 1;
    if (line.trim() === '') {
      isBehindBlank = true;
      yield undefined;
      continue;
    }
    if (line.length > LONGEST_LINE) {
      if (open.length > 0) yield unitOf(open);
      open = [];
      yield* piecesOf(placed);
      continue;
    }
    if (open.length > 0 && begins(open, line, isBehindBlank)) {
      yield unitOf(open);
      open = [];
    } else if (
      open.length >= MOST_CLOSING ||
      (open.length >= MOST_LINES && !CLOSING.test(line.slice(0, EDGE)))
    ) {
      const end = bestEnd(open);
      yield unitOf(open.slice(0, end));
      open = open.slice(end);
    }
    open.push(placed);
    isBehindBlank = false;
  }
  if (open.length > 0) yield unitOf(open);
}

/** The pieces of a long line, cut between words where it has any. */
function* piecesOf({ text, at, number }: PlacedLine): Generator<Block> {
  for (let from = 0; from < text.length;) {
    const to = pieceEnd(text, from);
    const piece = text.slice(from, to);
    const begin = at + from + piece.length - piece.trimStart().length;
    const { length } = piece.trim();
    if (length > 0) yield { from: begin, to: begin + length, fromLine: number, toLine: number };
    from = to;
  }
}

function pieceEnd(text: string, from: number): number {
  const most = from + LONGEST_LINE;
  if (most >= text.length) return text.length;
  const blank = text.slice(from, most).lastIndexOf(' ');
  if (blank > LONGEST_LINE / 2) return from + blank + 1;
  // No surrogate pair is cut.
  return /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
}

function unitOf(lines: readonly PlacedLine[]): Block {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) throw new Error('A unit has lines.');
  return { from: first.at, to: last.at + last.text.length, fromLine: first.number, toLine: last.number };
}

/** Whether something else begins with a line. */
function begins(open: readonly PlacedLine[], line: string, isBehindBlank: boolean): boolean {
  const last = open.at(-1)?.text ?? '';
  // In a diff, what takes the place of a line belongs to it.
  if (last.startsWith('-') && line.startsWith('+')) return false;
  if (last.startsWith('+') && line.startsWith('-')) return true;
  if (isBehindBlank || BEGINNING.test(line.slice(0, EDGE)) || isLogEntry(line)) return true;
  const indent = indentOf(open[0]?.text ?? '');
  if (indentOf(line) > indent || CLOSING.test(line.slice(0, EDGE))) return false;
  return hasEnded(last, line) || areRows(last, line);
}

/** Whether what a line says goes on in the next. */
function hasEnded(line: string, next: string): boolean {
  if (!ENDED.test(line.slice(-EDGE))) return false;
  // A sentence goes on behind a semicolon, and a statement does not.
  return (
    !/[;:]\s{0,10}$/.test(line.slice(-EDGE)) ||
    !isProse(line) ||
    !/^\s{0,40}\p{Ll}/u.test(next.slice(0, EDGE))
  );
}

function isProse(line: string): boolean {
  return (
    /^[\p{L}\p{M}\p{N}\s.,;:'’"“”()–—-]{1,400}$/u.test(line.slice(0, MOST_OF_ROW)) &&
    /\p{L} \p{L}[^]* \p{L}/u.test(line.slice(0, MOST_OF_ROW))
  );
}

/** Where a long unit is best cut: before the line of the least indentation, the last of them. */
function bestEnd(lines: readonly PlacedLine[]): number {
  let best = lines.length;
  let least = Infinity;
  for (let index = 2; index < lines.length; index++) {
    const [before, line] = [lines[index - 1]?.text ?? '', lines[index]?.text ?? ''];
    const indent = indentOf(line);
    if (indent > least || CLOSING.test(line.slice(0, EDGE)) || !hasEnded(before, line)) continue;
    best = index;
    least = indent;
  }
  return best;
}

/** Whether two lines are rows of a table: they have the same separators, with nothing blank behind. */
function areRows(one: string, other: string): boolean {
  const separators = (line: string): ReadonlySet<string> => {
    const all = line.slice(0, MOST_OF_ROW).match(/[,;\t](?=\S)/g) ?? [];
    return new Set(all.length < 2 || /[,;] /.test(line.slice(0, MOST_OF_ROW)) ? [] : all);
  };
  const own = separators(one);
  return [...separators(other)].some((separator) => own.has(separator));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
