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

/** The most lines of a block. */
const MOST_LINES = 8;
/** The size from which a block may end, in bytes of UTF-8: its number must cost little beside it. */
const LEAST_BYTES = 280;

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
 * The blocks of a text, in order: between them are only blank lines. They depend on nothing but the text, whatever its
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
  let open: OpenBlock | undefined;
  let isBehindBlank = false;
  let at = 0;
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    const from = at;
    const newline = text.indexOf('\n', from);
    at = newline < 0 ? text.length : newline + 1;
    if (line.trim() === '') {
      isBehindBlank = true;
      continue;
    }
    const lineNumber = number + firstLine - 1;
    if (open !== undefined && ends(open, line, isBehindBlank)) {
      blocks.push(blockOf(open));
      open = undefined;
    }
    open ??= opened(line, from, lineNumber);
    lengthen(open, line, from, lineNumber);
    isBehindBlank = false;
  }
  if (open !== undefined) blocks.push(blockOf(open));
  return blocks;
}

/** The statements, entries, items, rows or sentences that a block consists of, as far as lines tell them apart. */
export function unitsOf(text: string, { from, to, fromLine }: Block): readonly Block[] {
  const units: Block[] = [];
  let open: OpenBlock | undefined;
  let isBehindBlank = false;
  let at = from;
  for (const { text: line, number } of linesOf(text.slice(from, to))) {
    const lineNumber = fromLine + number - 1;
    if (line.trim() === '') isBehindBlank = true;
    else {
      if (open !== undefined && begins(open, line, isBehindBlank)) {
        units.push(blockOf(open));
        open = undefined;
      }
      open ??= opened(line, at, lineNumber);
      lengthen(open, line, at, lineNumber);
      isBehindBlank = false;
    }
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? to : newline + 1;
  }
  if (open !== undefined) units.push(blockOf(open));
  return units;
}

interface OpenBlock {
  readonly from: number;
  to: number;
  readonly fromLine: number;
  toLine: number;
  bytes: number;
  /** Of its first line. */
  readonly indent: number;
  /** Its last line. */
  last: string;
}

function opened(line: string, from: number, number: number): OpenBlock {
  return { from, to: from, fromLine: number, toLine: number, bytes: 0, indent: indentOf(line), last: '' };
}

function lengthen(open: OpenBlock, line: string, at: number, number: number): void {
  open.to = at + line.length;
  open.toLine = number;
  open.bytes += Buffer.byteLength(line, 'utf8');
  open.last = line;
}

/** Whether a block ends before a line. */
function ends(open: OpenBlock, line: string, isBehindBlank: boolean): boolean {
  if (open.toLine - open.fromLine + 1 >= MOST_LINES) return true;
  return open.bytes >= LEAST_BYTES && begins(open, line, isBehindBlank);
}

/** Whether something else begins with a line. */
function begins({ indent, last }: OpenBlock, line: string, isBehindBlank: boolean): boolean {
  if (isBehindBlank || BEGINNING.test(line.slice(0, EDGE)) || isLogEntry(line)) return true;
  if (indentOf(line) > indent || CLOSING.test(line.slice(0, EDGE))) return false;
  return ENDED.test(last.slice(-EDGE)) || areRows(last, line);
}

/** Whether two lines are rows of one table: they have the same separators, with nothing blank behind. */
function areRows(one: string, other: string): boolean {
  const separators = (line: string): string =>
    (line.slice(0, MOST_OF_ROW).match(/[,;\t](?=\S)/g) ?? []).join('');
  const own = separators(one);
  return own.length >= 2 && own === separators(other);
}

function blockOf({ from, to, fromLine, toLine }: OpenBlock): Block {
  return { from, to, fromLine, toLine };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
