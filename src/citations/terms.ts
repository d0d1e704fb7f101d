import { EMPTY_WORDS, beginningOf, wordsOf } from '../text/words.js';
import { numbersIn, type NumberIn } from './numbers.js';

/** Words that say nothing of what a sentence is about. Those of other languages are found to be common. */
const EMPTY: ReadonlySet<string> = new Set([
  ...EMPTY_WORDS,
  ...wordsOf(
    'after also because before into more no not only other out over so such than then under ' +
      'up while der die das und oder ein eine einen einer ist sind war wird werden mit von zu ' +
      'zum zur auf für im den dem des nicht auch als',
  ),
]);

/** Arabic and Hebrew put the article, "and" and prepositions before a word, without a blank. */
const PREFIXED = /^(?:وال|بال|ال|و|ب|ل|ف|ك|וה|ה|ו|ב|ל|מ|ש|כ)(?=[\p{Script=Arabic}\p{Script=Hebrew}]{3})/u;

/** A word or a number of a text, in the forms in which another text may have it. */
export interface Term {
  /** The best first. */
  readonly keys: readonly string[];
  /** Numbers and identifiers tell more than words. */
  readonly isTelling: boolean;
}

/** How well a key stands for its term, by its place among the keys. */
export const LIKENESS = [1, 0.6] as const;

/** What a sentence may be recognized by. */
export function termsOf(sentence: string): readonly Term[] {
  const terms = new Map<string, Term>();
  for (const word of wordsOf(sentence)) {
    if (EMPTY.has(word) || /^\d+$/.test(word)) continue;
    const keys = keysOf(word);
    terms.set(keys[0] ?? word, { keys, isTelling: /[\d_]/.test(word) });
  }
  for (const { readings, kind } of numbersIn(sentence)) {
    const keys = readings.map((reading) => `#${reading}`);
    if (keys[0] !== undefined) terms.set(keys[0], { keys, isTelling: kind === 'digits' });
  }
  return [...terms.values()];
}

/** What stands right behind a number, and may be what it counts. */
export function countedBehind(text: string, { at, text: token }: NumberIn): readonly string[] {
  const behind = text.slice(at + token.length, at + token.length + 80);
  const [words = ''] = /^[\s-]{0,3}\p{L}{2,30}(?:[\s-]{1,3}\p{L}{2,30})?/u.exec(behind) ?? [];
  return termsOf(words).flatMap(({ keys }) => keys.slice(0, 1));
}

/** All keys by which the terms of a text may be found. */
export function keysIn(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const word of wordsOf(text)) for (const key of keysOf(word)) keys.add(key);
  for (const { readings } of numbersIn(text)) for (const reading of readings) keys.add(`#${reading}`);
  return keys;
}

function keysOf(word: string): readonly string[] {
  const bare = word.replace(PREFIXED, '');
  const beginning = beginningOf(bare);
  return [bare, ...(beginning === undefined ? [] : [`~${beginning}`])];
}

/** Whether a term's key is one of some, and how well it stands for it; 0 if none is. */
export function likenessOf({ keys }: Term, found: ReadonlySet<string>): number {
  const index = keys.findIndex((key) => found.has(key));
  if (index < 0) return 0;
  // All readings of a number are as good.
  return keys[index]?.startsWith('#') === true ? 1 : (LIKENESS[index] ?? 0);
}
