import { Breath } from '../common/breath.js';
import type { Block } from '../text/blocks.js';
import { keysIn, LIKENESS, likenessOf, termsOf, type Term } from './terms.js';

/** A term of a sentence, and how much it tells: the fewer blocks have it, the more. */
export interface WeighedTerm {
  readonly term: Term;
  readonly weight: number;
}

/** The blocks that a sentence resembles most. */
export interface Resembling {
  /** Their places among the blocks, the most alike first; empty if there is none. */
  readonly blocks: readonly number[];
  readonly terms: readonly WeighedTerm[];
}

/** How much more a number or an identifier tells than a word that is as rare. */
const TELLING = 1.6;
/** A word of the sentence that no block has, beside one that a single block has. */
const UNKNOWN = 0.25;
/** The share of what a sentence says that the most alike block must have. */
const LEAST_SHARE = 0.25;
/** What a further block must add, as a share of what the first one has. */
const LEAST_MORE = 0.55;
const MOST_BLOCKS = 3;

/**
 * Finds the blocks that some sentences resemble most, by the words, numbers and identifiers that they have in common,
 * weighed by how rare they are. It reads the text once, whatever the number of sentences.
 *
 * @throws the signal's reason
 */
export async function findResembling(
  sentences: readonly string[],
  text: string,
  blocks: readonly Block[],
  signal: AbortSignal,
): Promise<readonly Resembling[]> {
  if (sentences.length === 0) return [];
  const terms = sentences.map(termsOf);
  const wanted = new Map<string, number[]>();
  for (const { keys } of terms.flat()) for (const key of keys) wanted.set(key, []);
  const breath = new Breath(signal);
  for (const [index, { from, to }] of blocks.entries()) {
    // Words take longer than lines.
    if (breath.isDue((to - from) * 8)) await breath.take();
    for (const key of keysIn(text.slice(from, to))) wanted.get(key)?.push(index);
  }
  return terms.map((own) => resembling(own, wanted, blocks.length));
}

function resembling(
  terms: readonly Term[],
  places: ReadonlyMap<string, readonly number[]>,
  count: number,
): Resembling {
  const found = terms.map((term) => ({ term, places: placesOf(term, places) }));
  const rarest = Math.log(1 + count);
  const weighed = found.map(({ term, places: own }) => ({
    term,
    places: own,
    weight: own.size === 0 ? 0 : Math.log(1 + count / own.size) * (term.isTelling ? TELLING : 1),
  }));
  const unknown = found.filter((one) => one.places.size === 0).length;
  const total = weighed.reduce((sum, { weight }) => sum + weight, unknown * UNKNOWN * rarest);
  const left = new Set(weighed);
  const blocks: number[] = [];
  let first = 0;
  while (blocks.length < MOST_BLOCKS) {
    const best = bestOf(left);
    if (best === undefined) break;
    const isEnough =
      blocks.length === 0
        ? best.score >= total * LEAST_SHARE
        : best.score >= first * LEAST_MORE && best.score >= total * (LEAST_SHARE / 2);
    if (!isEnough) break;
    if (blocks.length === 0) first = best.score;
    blocks.push(best.block);
    for (const one of left) if (one.places.has(best.block)) left.delete(one);
  }
  return { blocks, terms: weighed.filter(({ weight }) => weight > 0) };
}

/** The blocks that have a term, and how alike it is there. */
function placesOf(
  { keys }: Term,
  places: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [index, key] of keys.entries()) {
    const likeness = key.startsWith('#') ? 1 : (LIKENESS[index] ?? 0);
    for (const block of places.get(key) ?? [])
      if ((found.get(block) ?? 0) < likeness) found.set(block, likeness);
  }
  return found;
}

function bestOf(
  terms: ReadonlySet<{ readonly places: ReadonlyMap<number, number>; readonly weight: number }>,
): { readonly block: number; readonly score: number } | undefined {
  const scores = new Map<number, number>();
  for (const { places, weight } of terms)
    for (const [block, likeness] of places) scores.set(block, (scores.get(block) ?? 0) + weight * likeness);
  let best: { block: number; score: number } | undefined;
  // Of equals, the first in the text.
  for (const [block, score] of scores)
    if (best === undefined || score > best.score || (score === best.score && block < best.block))
      best = { block, score };
  return best;
}

/** How much of a sentence a piece of text has. */
export function shareOf(terms: readonly WeighedTerm[], keys: ReadonlySet<string>): number {
  return terms.reduce((sum, { term, weight }) => sum + weight * likenessOf(term, keys), 0);
}

/** The terms of a sentence whose blocks are known, so that nothing has to be counted to tell their lines apart. */
export function unweighed(sentence: string): readonly WeighedTerm[] {
  return termsOf(sentence).map((term) => ({ term, weight: term.isTelling ? TELLING : 1 }));
}
