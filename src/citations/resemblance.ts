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
  /** Others that have several of the terms that those lack: a sentence may say what stands in many places. */
  readonly others: readonly number[];
  readonly terms: readonly WeighedTerm[];
}

/** How much more a number or an identifier tells than a word that is as rare. */
const TELLING = 1.6;
/** What a word that no block has counts, as a share of one that a single block has. */
const UNKNOWN = 0.25;
/** The share of what a sentence says that the most alike block must have. */
const LEAST_SHARE = 0.25;
/** What a further block must add, as a share of what the first one has. */
const LEAST_MORE = 0.55;
const MOST_BLOCKS = 3;
const MOST_OTHERS = 6;
/** What one of the others must have: a number that happens to stand there too would be no reason. */
export const LEAST_TERMS = 2;

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
  const holders = new Map<string, number[]>();
  for (const { keys } of terms.flat()) for (const key of keys) holders.set(key, []);
  const breath = new Breath(signal);
  for (const [index, { from, to }] of blocks.entries()) {
    // Words take longer than lines.
    if (breath.isDue((to - from) * 8)) await breath.take();
    for (const key of keysIn(text.slice(from, to))) holders.get(key)?.push(index);
  }
  const found: Resembling[] = [];
  const scores = new Float64Array(blocks.length);
  for (const own of terms) {
    const placed = own.map((term) => ({ term, places: placesOf(term, holders) }));
    const size = placed.reduce((sum, { places }) => sum + sizeOf(places), blocks.length);
    if (breath.isDue(size)) await breath.take();
    found.push(resembling(placed, scores));
  }
  return found;
}

/** Blocks that have a term, in order, and how alike it is there. */
interface Places {
  readonly blocks: readonly number[];
  readonly likeness: number;
}

interface PlacedTerm {
  readonly term: Term;
  /** No block is in two of them. */
  readonly places: readonly Places[];
}

/** @param scores room for a number per block, whatever it holds */
function resembling(found: readonly PlacedTerm[], scores: Float64Array): Resembling {
  const rarest = Math.log(1 + scores.length);
  const weighed = found.map(({ term, places }) => {
    const size = sizeOf(places);
    const weight = size === 0 ? 0 : Math.log(1 + scores.length / size) * (term.isTelling ? TELLING : 1);
    return { term, places, weight };
  });
  const unknown = weighed.filter(({ weight }) => weight === 0).length;
  const total = weighed.reduce((sum, { weight }) => sum + weight, unknown * UNKNOWN * rarest);
  let left = weighed.filter(({ weight }) => weight > 0);
  const blocks: number[] = [];
  let first = 0;
  while (blocks.length < MOST_BLOCKS) {
    const best = bestOf(left, scores);
    if (best.score === 0) break;
    const isEnough =
      blocks.length === 0
        ? best.score >= total * LEAST_SHARE
        : best.score >= first * LEAST_MORE && best.score >= total * (LEAST_SHARE / 2);
    if (!isEnough) break;
    if (blocks.length === 0) first = best.score;
    blocks.push(best.block);
    left = left.filter(({ places }) => !isAmong(places, best.block));
  }
  const others: number[] = [];
  for (let tries = 0; tries < MOST_OTHERS && blocks.length > 0; tries++) {
    const { block, score } = bestOf(left, scores);
    const rest = left.filter(({ places }) => !isAmong(places, block));
    if (score > 0 && left.length - rest.length >= LEAST_TERMS) others.push(block);
    left = rest;
  }
  return { blocks, others, terms: weighed.filter(({ weight }) => weight > 0) };
}

/** The blocks that have a term, by how alike it is there. */
function placesOf({ keys }: Term, holders: ReadonlyMap<string, readonly number[]>): readonly Places[] {
  const places: { blocks: readonly number[]; likeness: number }[] = [];
  for (const [index, key] of keys.entries()) {
    const likeness = key.startsWith('#') ? 1 : (LIKENESS[index] ?? 0);
    // The best come first, and so a block counts where it is found first.
    const blocks = places.reduce((rest, one) => without(rest, one.blocks), holders.get(key) ?? []);
    if (blocks.length > 0) places.push({ blocks, likeness });
  }
  return places;
}

/** Of two lists in order, what only the first one has. */
function without(all: readonly number[], others: readonly number[]): readonly number[] {
  let next = 0;
  return all.filter((one) => {
    while ((others[next] ?? Infinity) < one) next++;
    return others[next] !== one;
  });
}

function isAmong(places: readonly Places[], block: number): boolean {
  return places.some(({ blocks }) => blocks.includes(block));
}

function sizeOf(places: readonly Places[]): number {
  return places.reduce((sum, { blocks }) => sum + blocks.length, 0);
}

function bestOf(
  terms: readonly (PlacedTerm & Pick<WeighedTerm, 'weight'>)[],
  scores: Float64Array,
): { readonly block: number; readonly score: number } {
  scores.fill(0);
  for (const { places, weight } of terms)
    for (const { blocks, likeness } of places)
      for (const block of blocks) scores[block] = (scores[block] ?? 0) + weight * likeness;
  let best = { block: 0, score: 0 };
  // Of equals, the first in the text.
  scores.forEach((score, block) => {
    if (score > best.score) best = { block, score };
  });
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
