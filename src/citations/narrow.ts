import { unitsOf, type Block } from '../text/blocks.js';
import type { LineRange } from '../text/lineReference.js';
import { shareOf, type WeighedTerm } from './resemblance.js';
import { keysIn } from './terms.js';

/** The share of what a block has of a sentence that its lines must have. */
const ENOUGH = 0.85;

/**
 * The lines of a block that carry a sentence: the shortest run of its statements, entries, items or rows that has nearly
 * all that the block has of it; all of the block where nothing tells them apart.
 */
export function linesIn(text: string, block: Block, terms: readonly WeighedTerm[]): Block {
  const units = unitsOf(text, block);
  if (units.length < 2) return block;
  const keys = units.map(({ from, to }) => keysIn(text.slice(from, to)));
  const all = shareOf(terms, new Set(keys.flatMap((own) => [...own])));
  if (all === 0) return block;
  for (let length = 1; length < units.length; length++) {
    let best: { readonly begin: number; readonly share: number } | undefined;
    for (let begin = 0; begin + length <= units.length; begin++) {
      const share = shareOf(terms, new Set(keys.slice(begin, begin + length).flatMap((own) => [...own])));
      if (share >= all * ENOUGH && share > (best?.share ?? 0)) best = { begin, share };
    }
    const first = best && units[best.begin];
    const last = best && units[best.begin + length - 1];
    if (first !== undefined && last !== undefined)
      return { from: first.from, to: last.to, fromLine: first.fromLine, toLine: last.toLine };
  }
  return block;
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
