import { unitsOf, type Block } from '../text/blocks.js';
import type { LineRange } from '../text/lineReference.js';
import { LEAST_TERMS, shareOf, type WeighedTerm } from './resemblance.js';
import { keysIn, likenessOf, termsOf } from './terms.js';

/** What a further line must have of a sentence, as a share of what the block has. */
const LEAST_OF_LINE = 0.22;

/**
 * The lines of a block that carry a sentence: the run of its statements, entries, items or rows that has most of what the
 * block has of it, where each has its share; all of the block where nothing tells them apart.
 */
export function linesIn(text: string, block: Block, terms: readonly WeighedTerm[]): Block {
  const units = unitsOf(text, block);
  if (units.length < 2) return block;
  const keys = units.map(({ from, to }) => keysIn(text.slice(from, to)));
  const all = shareOf(terms, new Set(keys.flatMap((own) => [...own])));
  if (all === 0) return block;
  let best = { begin: 0, end: units.length - 1, worth: 0 };
  for (let begin = 0; begin < units.length; begin++) {
    const found = new Set<string>();
    for (let end = begin; end < units.length; end++) {
      for (const key of keys[end] ?? []) found.add(key);
      const worth = shareOf(terms, found) - LEAST_OF_LINE * all * (end - begin);
      if (worth > best.worth) best = { begin, end, worth };
    }
  }
  const [first, last] = [units[best.begin], units[best.end]];
  if (first === undefined || last === undefined) return block;
  return { from: first.from, to: last.to, fromLine: first.fromLine, toLine: last.toLine };
}

/** The same with the statement, entry, item or row before and behind it. */
export function withNeighbors(text: string, block: Block, lines: Block): Block {
  const units = unitsOf(text, block);
  const first = units.findLast(({ to }) => to <= lines.from) ?? lines;
  const last = units.find(({ from }) => from >= lines.to) ?? lines;
  return { from: first.from, to: last.to, fromLine: first.fromLine, toLine: last.toLine };
}

/**
 * The statements, entries, items and rows of some blocks that have several terms of a sentence which what is known of it
 * lacks: of a list, say, from which the sentence names all, and each has little of it.
 */
export function furtherLines(
  sentence: string,
  text: string,
  { blocks, known }: { readonly blocks: readonly Block[]; readonly known: string },
): readonly Block[] {
  const found = keysIn(known);
  let lacking = termsOf(sentence).filter((term) => likenessOf(term, found) < 1);
  return blocks
    .flatMap((block) => unitsOf(text, block))
    .filter(({ from, to }) => {
      const keys = keysIn(text.slice(from, to));
      const rest = lacking.filter((term) => likenessOf(term, keys) < 1);
      const isFurther = lacking.length - rest.length >= LEAST_TERMS;
      if (isFurther) lacking = rest;
      return isFurther;
    });
}

/** Ranges in order, those that touch as one. */
export function united(ranges: readonly LineRange[]): readonly LineRange[] {
  const all: { fromLine: number; toLine: number }[] = [];
  for (const { fromLine, toLine } of ranges.toSorted((one, other) => one.fromLine - other.fromLine)) {
    const last = all.at(-1);
    if (last !== undefined && fromLine <= last.toLine + 1) last.toLine = Math.max(last.toLine, toLine);
    else all.push({ fromLine, toLine });
  }
  return all;
}
