import type { Block } from '../text/blocks.js';
import type { SentenceLines } from './state.js';

/** The blocks of a text that a summary rests on, and the others. */
export interface Rest {
  readonly used: readonly Block[];
  readonly leftOut: readonly Block[];
}

/** Divides the blocks of a text by whether some sentence of its summary rests on lines of them. */
export function restOf(blocks: readonly Block[], lines: SentenceLines): Rest {
  const resting = new Set<Block>();
  const known = lines.flat().filter((line) => line !== null);
  for (const block of blocks)
    if (known.some(({ from, to }) => from <= block.toLine && to >= block.fromLine)) resting.add(block);
  return {
    used: blocks.filter((block) => resting.has(block)),
    leftOut: blocks.filter((block) => !resting.has(block)),
  };
}
