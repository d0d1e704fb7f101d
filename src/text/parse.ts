import { setImmediate as nextTurn } from 'node:timers/promises';
import { TreeFragment, type Parser, type Tree } from '@lezer/common';

/*
 * A grammar goes on behind an error, at a price: text that is not of its language may take a thousand times
 * as long as text that is, and gigabytes. What can be counted is counted, so that a text is cut the same on
 * every machine. The clock only ends what takes many times as long as any source code does.
 */

/** From how many errors for each UTF-16 code unit on a text is none of its language; even prose has fewer. */
const MAX_ERRORS = 0.2;
/** How much of a text may be within errors. */
const MAX_WITHIN_ERRORS = 0.75;
/** How often each code unit may be parsed over again, and how many may be in any case. */
const MAX_AGAIN = 8;
const ALWAYS_PARSED = 4 * 1024 * 1024;
/** How much time there is at first and at most, and how much is gained by each code unit; source code takes 0.001 ms. */
const MOST_MILLISECONDS = 2000;
const MILLISECONDS_EACH = 0.008;
/** How much the heap may grow, in bytes. */
const MAX_HEAP_GROWTH = 384 * 1024 * 1024;
/** After how many milliseconds others get their turn, a cancel among them. */
const TURN_MILLISECONDS = 20;

/** A text takes too much to be parsed, or is none of its language. */
export class ParsingGivenUp extends Error {
  override readonly name = 'ParsingGivenUp';
}

/** Parses a text piece by piece, within what it may take. */
export class BudgetedParse {
  readonly #parser: Parser;
  readonly #signal: AbortSignal;
  readonly #heap = process.memoryUsage().heapUsed;
  #milliseconds = MOST_MILLISECONDS;
  #parsed = 0;

  constructor(parser: Parser, signal: AbortSignal) {
    this.#parser = parser;
    this.#signal = signal;
  }

  /**
   * The syntax tree of a piece.
   *
   * @param before the tree of its beginning, if that was parsed already
   * @param done how much of the whole text, in UTF-16 code units, stands before the piece
   * @throws {ParsingGivenUp | unknown} the latter is the signal's reason
   */
  async piece(text: string, before: Tree | undefined, done: number): Promise<Tree> {
    const fragments = before === undefined ? [] : TreeFragment.addTree(before, [], true);
    this.#parsed += text.length - (before?.length ?? 0);
    if (this.#parsed > done * MAX_AGAIN + ALWAYS_PARSED) throw new ParsingGivenUp('parsed over and over');
    const parse = this.#parser.startParse(text, fragments);
    let tree: Tree | null = null;
    for (let from = 0; tree === null;) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      do tree = parse.advance();
      while (tree === null && performance.now() - start < TURN_MILLISECONDS);
      const to = tree === null ? parse.parsedPos : text.length;
      this.#spend(performance.now() - start, process.cpuUsage(cpu), to - from);
      from = to;
      await nextTurn();
      this.#signal.throwIfAborted();
    }
    assertIsOfItsLanguage(tree);
    return tree;
  }

  #spend(milliseconds: number, { user, system }: NodeJS.CpuUsage, parsed: number): void {
    // On a busy machine much time goes by; with a collector at work on other cores, much is counted.
    this.#milliseconds -= Math.min(milliseconds, (user + system) / 1000);
    this.#milliseconds = Math.min(this.#milliseconds + parsed * MILLISECONDS_EACH, MOST_MILLISECONDS);
    if (this.#milliseconds < 0) throw new ParsingGivenUp('too slow');
    if (process.memoryUsage().heapUsed - this.#heap > MAX_HEAP_GROWTH) throw new ParsingGivenUp('too large');
  }
}

function assertIsOfItsLanguage(tree: Tree): void {
  let errors = 0;
  let within = 0;
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (!type.isError) return true;
      errors++;
      within += to - from;
      return false;
    },
  });
  if (errors > tree.length * MAX_ERRORS || within > tree.length * MAX_WITHIN_ERRORS) {
    throw new ParsingGivenUp('none of its language');
  }
}
