import { newWord } from './longTexts.js';

/** As many lines, each made from its index. */
export function madeLines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

/** Words of which hardly any comes again with another index. */
export function says(index: number, words = 6): string {
  return Array.from({ length: words }, (_, place) => newWord(index * 31 + place * 7)).join(' ');
}

/** One after the other. */
export function pick(index: number, ...of: readonly string[]): string {
  return of[index % of.length] ?? '';
}

export function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The time of a day, so many seconds after midnight. */
export function clock(seconds: number): string {
  return `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
