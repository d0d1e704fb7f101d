import type { Block } from '../text/blocks.js';
import { codeIn } from './code.js';

/**
 * How blocks are marked in a prompt and named in an answer: `[12]`, or `[b12]` where the text itself has numbers in
 * brackets.
 */
export type MarkStyle = '' | 'b';

/** The numbers in brackets that end a sentence of an answer. */
interface Mark {
  /** Where it stood in the text without marks, in UTF-16 code units. */
  readonly at: number;
  readonly numbers: readonly number[];
  /** Whether it stands before its sentence, as in the prompt, rather than behind it. */
  readonly isBefore: boolean;
}

export interface UnmarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A range such as `[3-200000]` is a mistake. */
const MOST_OF_RANGE = 20;

export function markStyleOf(text: string): MarkStyle {
  return /\[\d{1,6}(?:\s?[,;–-]\s?\d{1,6}){0,20}\]/.test(text) ? 'b' : '';
}

export function mark(number: number, style: MarkStyle): string {
  return `[${style}${String(number)}]`;
}

/**
 * A text with a number before each of its blocks.
 *
 * @param blocks those of the text that are to be marked, at their places in it
 * @param first the number of the first
 */
export function markedText(text: string, blocks: readonly Block[], first: number, style: MarkStyle): string {
  const pieces: string[] = [];
  let at = 0;
  for (const [index, { from }] of blocks.entries()) {
    pieces.push(text.slice(at, from), mark(first + index, style), ' ');
    at = from;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

/**
 * One mark or several, `[1][2]`, `[1], [2]`, `([1])`, with the blanks before them; a link is none. Nothing in it can be
 * matched in two ways.
 */
function marksIn(style: MarkStyle): RegExp {
  const first = style === '' ? '\\^?\\d{1,7}' : `${style}\\d{1,7}`;
  const other = style === '' ? '\\^?\\d{1,7}' : `${style}?\\d{1,7}`;
  const one = `\\[${first}(?: ?(?:[,;–-]|and|und) ?${other}){0,40}\\](?!\\()`;
  const several = `${one}(?: ?(?:[,;] ?)?${one}){0,40}`;
  return new RegExp(`[ \\t\\u00a0]{0,8}(?:\\(${several}\\)|${several})`, 'g');
}

/** The beginning of a mark where an answer was cut off, or goes on. */
const OPEN = {
  '': /[ \t\u00a0]{0,8}\(?\[(?:\^?\d[\d,; –-]{0,60})?$/,
  b: /[ \t\u00a0]{0,8}\(?\[(?:b[b\d,; –-]{0,60})?$/,
} as const satisfies Record<MarkStyle, RegExp>;
const LONGEST_OPEN = 80;

/** An answer without its marks, and where they stood. It reads them as they come, whether or not such blocks exist. */
export function readMarks(answer: string, style: MarkStyle): UnmarkedText {
  const marks: { at: number; numbers: number[]; isBefore: boolean }[] = [];
  const code = codeIn(answer);
  const open = OPEN[style].exec(answer.slice(-LONGEST_OPEN))?.[0].length ?? 0;
  const isOpenInCode = (code.at(-1)?.to ?? 0) > answer.length - open;
  const end = isOpenInCode ? answer.length : answer.length - open;
  let text = '';
  let at = 0;
  let next = 0;
  let line: LineOfMarks | undefined;
  for (const { 0: all, index } of answer.matchAll(marksIn(style))) {
    while ((code[next]?.to ?? Infinity) <= index) next++;
    const within = code[next];
    if (within !== undefined && within.from <= index + all.length - 1) continue;
    if (line === undefined || line.to <= index) line = lineOfMarks(answer, index, all.length);
    if (line.isDefinition) continue;
    text += answer.slice(at, index);
    at = index + all.length;
    // What stood behind a mark begins the line now.
    if (line.from === index) at += /^[ \t]{0,8}/.exec(answer.slice(at, at + 8))?.[0].length ?? 0;
    const last = marks.at(-1);
    const numbers = numbersOf(all);
    const isBefore = line.areBefore || (line.beginsAt === index && !line.isAlone);
    if (last?.at === text.length) last.numbers.push(...numbers);
    else marks.push({ at: text.length, numbers, isBefore });
  }
  return { text: text + answer.slice(Math.min(at, end), end), marks };
}

/** What is said about the marks of a line by the first of them. */
interface LineOfMarks {
  readonly from: number;
  readonly to: number;
  /** Where the mark is that begins the line; -1 if none does. */
  readonly beginsAt: number;
  /** Whether there is nothing but marks. */
  readonly isAlone: boolean;
  /** Whether all of them stand before their sentences. */
  readonly areBefore: boolean;
  /** Of a footnote, or of what a link leads to: `[1]: https://…`. */
  readonly isDefinition: boolean;
}

const LINE_BEGIN = /^[ \t>|]{0,40}(?:(?:[-+*•]|\d{1,9}[.)])[ \t]{0,4})?[*_]{0,3}$/;

function lineOfMarks(answer: string, at: number, length: number): LineOfMarks {
  const from = answer.lastIndexOf('\n', at - 1) + 1;
  const newline = answer.indexOf('\n', at);
  const to = newline < 0 ? answer.length : newline;
  const before = answer.slice(from, at);
  const begins = before.length < 60 && LINE_BEGIN.test(before);
  const behind = answer.slice(at + length, to);
  const isAlone = !/[\p{L}\p{N}]/u.test(behind);
  const endsWithMark = /\][\s.,!?*_)|]{0,8}$/.test(behind.slice(-12));
  return {
    from,
    to,
    beginsAt: begins ? at : -1,
    isAlone,
    areBefore: begins && !isAlone && !endsWithMark,
    isDefinition: before.trim() === '' && behind.startsWith(':'),
  };
}

/**
 * What is shown of an answer that is still being written: also the beginning of a mark at its end is left out.
 *
 * @param style how the blocks are marked; where that is not known, all that looks like a mark is left out
 */
export function withoutMarks(answer: string, style?: MarkStyle): string {
  if (style !== undefined) return readMarks(answer, style).text;
  return readMarks(readMarks(answer, 'b').text, '').text;
}

/**
 * An answer in which all marks are moved by some blocks, so that it can be kept for the same text in another place. What
 * would be below the first block is the number of none, and is dropped.
 */
export function shiftedMarks(answer: string, by: number, style: MarkStyle): string {
  if (by === 0) return answer;
  const { text, marks } = readMarks(answer, style);
  let shifted = '';
  let at = 0;
  for (const one of marks) {
    const names = one.numbers.map((number) => number + by).filter((number) => number >= 0);
    shifted += text.slice(at, one.at);
    if (names.length > 0) shifted += ` [${names.map((number) => `${style}${String(number)}`).join(', ')}]`;
    at = one.at;
  }
  return shifted + text.slice(at);
}

function numbersOf(words: string): number[] {
  const numbers: number[] = [];
  for (const [, first = '', last] of words.matchAll(/(\d{1,7})(?: ?[–-] ?\D{0,2}(\d{1,7}))?/g)) {
    const from = Number(first);
    const to = last === undefined ? from : Number(last);
    // A range ends behind its begin; what looks like one else is two numbers.
    if (to < from || to - from > MOST_OF_RANGE) numbers.push(from, to);
    else for (let number = from; number <= to; number++) numbers.push(number);
  }
  return numbers;
}
