import type { Block } from '../text/blocks.js';
import type { LineRange } from '../text/lineReference.js';
import type { SentenceLines } from './state.js';

/** The blocks of a text that a summary rests on, and the others. */
export interface Rest {
  readonly used: readonly Block[];
  /** The others, those that follow each other as one. */
  readonly runs: readonly LineRange[];
  /** How many blocks there are. */
  readonly blocks: number;
}

/** Divides the blocks of a text by whether some sentence of its summary rests on lines of them. */
export function restOf(blocks: readonly Block[], lines: SentenceLines): Rest {
  const known = lines.flat().filter((line) => line !== null);
  const used: Block[] = [];
  const runs: { fromLine: number; toLine: number }[] = [];
  let open: (typeof runs)[number] | undefined;
  for (const block of blocks) {
    if (known.some(({ from, to }) => from <= block.toLine && to >= block.fromLine)) {
      used.push(block);
      open = undefined;
    } else if (open === undefined) {
      open = { fromLine: block.fromLine, toLine: block.toLine };
      runs.push(open);
    } else open.toLine = block.toLine;
  }
  return { used, runs, blocks: blocks.length };
}
