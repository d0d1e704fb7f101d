import type { Block } from '../text/blocks.js';
import { codeIn } from './code.js';

/**
 * How blocks are marked in a prompt and named in an answer: `[12]`, or `[b12]` where the text itself has numbers in
 * brackets.
 */
export type MarkStyle = '' | 'b';

/** The numbers in brackets that end a sentence of an answer. */
export interface Mark {
  /** Where it stood in the text without marks, in UTF-16 code units. */
  readonly at: number;
  readonly numbers: readonly number[];
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

/** Blanks before a mark belong to it; a link, a footnote's text and a definition are no marks. */
function marksIn(style: MarkStyle): RegExp {
  const first = style === '' ? '\\^?\\d{1,7}' : `${style}\\d{1,7}`;
  const other = style === '' ? '\\^?\\d{1,7}' : `${style}?\\d{1,7}`;
  return new RegExp(
    `[ \\t\\u00a0]{0,8}\\[(${first}(?: ?(?:[,;–-]|and|und) ?${other}){0,40})\\](?![(:])`,
    'g',
  );
}

/** An answer without its marks, and where they stood. It reads them as they come, whether or not such blocks exist. */
export function readMarks(answer: string, style: MarkStyle): UnmarkedText {
  const marks: { at: number; numbers: number[] }[] = [];
  let text = '';
  let at = 0;
  const code = codeIn(answer);
  let next = 0;
  for (const { 0: all, 1: words = '', index } of answer.matchAll(marksIn(style))) {
    while ((code[next]?.to ?? Infinity) <= index) next++;
    const within = code[next];
    if (within !== undefined && within.from <= index) continue;
    text += answer.slice(at, index);
    at = index + all.length;
    const last = marks.at(-1);
    const numbers = numbersOf(words);
    if (last?.at === text.length) last.numbers.push(...numbers);
    else marks.push({ at: text.length, numbers });
  }
  return { text: text + answer.slice(at), marks };
}

/** What is shown of an answer that is still being written: also the beginning of a mark at its end is left out. */
export function withoutMarks(answer: string): string {
  const { text } = readMarks(readMarks(answer, 'b').text, '');
  return text.replace(/[ \t\u00a0]{0,8}\[(?:b?\d{0,7}[,; –-]{0,3}){0,10}$/, '');
}

/** An answer in which all marks are moved by some blocks, so that it can be kept for the same text in another place. */
export function shiftedMarks(answer: string, by: number, style: MarkStyle): string {
  if (by === 0) return answer;
  const { text, marks } = readMarks(answer, style);
  let shifted = '';
  let at = 0;
  for (const one of marks) {
    const names = one.numbers.map((number) => `${style}${String(number + by)}`).join(', ');
    shifted += `${text.slice(at, one.at)} [${names}]`;
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
