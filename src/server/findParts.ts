import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TextPart } from '../text/split.js';
import { estimateTokens } from '../text/tokens.js';
import { beginningOf, EMPTY_WORDS, wordsOf } from '../text/words.js';

/** What to look for. */
export interface Search {
  readonly question: string;
  /** What the question may refer to ("And why?"), newest last. */
  readonly before: readonly string[];
}

export interface FoundParts {
  /** In the order of the text; at least one. */
  readonly parts: readonly TextPart[];
  /** Whether any has words of the question; otherwise they are spread over the text. */
  readonly match: boolean;
}

/** BM25's usual constants. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** How much a word counts that only begins like one of the question, and one of what was said before. */
const BEGINNING_WEIGHT = 0.3;
const BEFORE_WEIGHT = 0.3;
/** A part with lines that the question names comes before all others. */
const NAMED_LINE = 1000;
/** The most words of a question that are looked for, and how much of what was said before is read, in UTF-16 units. */
const MOST_TERMS = 200;
const READ_BEFORE = 2000;
/** How many parts are searched before other work gets its turn. */
const AT_ONCE = 50;

/** Words of questions that say nothing about their subject. Those of other languages are found to be common. */
const EMPTY: ReadonlySet<string> = new Set([
  ...EMPTY_WORDS,
  ...wordsOf('i me please tell text whom whose why you'),
]);

/** What is known of a part. */
interface Found {
  readonly part: TextPart;
  readonly index: number;
  /** In words. */
  readonly length: number;
  /** By term. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * The parts of a text that a question is most likely about: those with its words (BM25), then their neighbors, as many
 * as fit. It takes time in proportion to the text.
 *
 * @param room in estimated tokens
 * @throws the signal's reason
 */
export async function findParts(
  text: string,
  parts: readonly TextPart[],
  { search, room, signal }: { readonly search: Search; readonly room: number; readonly signal: AbortSignal },
): Promise<FoundParts> {
  const weights = termsOf(search);
  const found: Found[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) {
      await nextTurn();
      signal.throwIfAborted();
    }
    found.push({ part, index, ...countTerms(text, part, weights) });
  }
  const ranked = rank(found, weights, linesIn(search.question));
  const neighbors = ranked.flatMap((index) => [index + 1, index - 1]);
  const order = ranked.length > 0 ? [...ranked, ...neighbors, 0] : spread(parts.length);
  const chosen = new Set<number>();
  let left = room;
  for (const index of order) {
    const part = parts[index];
    if (part === undefined || chosen.has(index)) continue;
    const tokens = estimateTokens(text.slice(part.from, part.to));
    if (tokens > left && chosen.size > 0) continue;
    chosen.add(index);
    left -= tokens;
  }
  return { parts: parts.filter((_, index) => chosen.has(index)), match: ranked.length > 0 };
}

/** How much each term counts. */
function termsOf({ question, before }: Search): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const add = (term: string | undefined, weight: number): void => {
    if (term !== undefined && weights.size < MOST_TERMS)
      weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  };
  const addAll = (words: string, weight: number): void => {
    for (const word of wordsOf(words)) {
      if (EMPTY.has(word)) continue;
      add(word, weight);
      add(asBeginning(word), weight * BEGINNING_WEIGHT);
    }
  };
  addAll(question, 1);
  for (const words of before.toReversed()) addAll(words.slice(0, READ_BEFORE), BEFORE_WEIGHT);
  return weights;
}

/** Beginnings are terms of their own; no word has such a sign. */
function asBeginning(word: string): string | undefined {
  const beginning = beginningOf(word);
  return beginning === undefined ? undefined : `${beginning}~`;
}

function countTerms(
  text: string,
  { from, to, path }: TextPart,
  weights: ReadonlyMap<string, number>,
): Pick<Found, 'length' | 'counts'> {
  const counts = new Map<string, number>();
  let length = 0;
  const count = (term: string | undefined): void => {
    if (term !== undefined && weights.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  };
  // A part is also about what it stands under.
  for (const words of [text.slice(from, to), ...path]) {
    for (const word of wordsOf(words)) {
      length++;
      count(word);
      count(asBeginning(word));
    }
  }
  return { length, counts };
}

/** The places of the parts that have any of the terms, the best first (BM25). */
function rank(
  found: readonly Found[],
  weights: ReadonlyMap<string, number>,
  lines: readonly LineRange[],
): readonly number[] {
  const usual = found.reduce((sum, { length }) => sum + length, 0) / Math.max(found.length, 1) || 1;
  const holders = new Map<string, number>();
  for (const { counts } of found)
    for (const term of counts.keys()) holders.set(term, (holders.get(term) ?? 0) + 1);
  const scores = found.map(({ part, index, length, counts }) => {
    let score = lines.some(({ from, to }) => part.fromLine <= to && part.toLine >= from) ? NAMED_LINE : 0;
    for (const [term, count] of counts) {
      const holding = holders.get(term) ?? 0;
      const rarity = Math.log(1 + (found.length - holding + 0.5) / (holding + 0.5));
      const long = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / usual);
      score += (weights.get(term) ?? 0) * rarity * ((count * (SATURATION + 1)) / (count + long));
    }
    return { index, score };
  });
  return scores
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .map(({ index }) => index);
}

interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The lines that a question names: "line 12", "lines 12–20", "L12-L20". */
function linesIn(question: string): readonly LineRange[] {
  const named = question.matchAll(/\b(?:lines? ?|L)(\d{1,8})\b(?: ?[-–] ?L?(\d{1,8})\b)?/gi);
  return Array.from(named, ([, from = '', to = from]) => ({ from: Number(from), to: Number(to) }));
}

/** All places, so ordered that any number of the first ones are spread over the whole: 0, last, middle… */
function spread(count: number): readonly number[] {
  const order = [0, count - 1];
  for (let step = count - 1; step > 1; step = Math.ceil(step / 2)) {
    for (let index = Math.floor(step / 2); index < count; index += step) order.push(index);
  }
  return [...order, ...Array(count).keys()];
}
