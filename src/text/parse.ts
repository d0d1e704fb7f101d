import { setImmediate as nextTurn } from 'node:timers/promises';
import { TreeFragment, type Parser, type Tree } from '@lezer/common';

/*
 * Parsers recover from errors, at a price: text in another language may take a thousand times as long, and
 * gigabytes. The limits count errors and work where possible, so that a text is split the same on every
 * machine. The clock only stops what takes many times longer than source code does.
 */

/** With more errors per UTF-16 code unit, a text is not in its language; even prose has fewer. */
const MAX_ERRORS = 0.2;
/** The maximum share of a text within errors. */
const MAX_WITHIN_ERRORS = 0.75;
/** How often each code unit may be reparsed, and how many code units may be parsed in any case. */
const MAX_AGAIN = 8;
const ALWAYS_PARSED = 4 * 1024 * 1024;
/** The time budget at first and at most, and the gain per code unit; source code takes 0.001 ms. */
const MOST_MILLISECONDS = 2000;
const MILLISECONDS_EACH = 0.008;
/** The maximum heap growth, in bytes. */
const MAX_HEAP_GROWTH = 384 * 1024 * 1024;
/** The time after which the event loop gets a turn, in milliseconds, so that a cancel is noticed. */
const TURN_MILLISECONDS = 20;

/** A text takes too long to parse, or is not in its language. */
export class ParsingGivenUp extends Error {
  override readonly name = 'ParsingGivenUp';
}

/** Parses a text piece by piece within a budget. */
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
   * @param before the tree of its beginning, if already parsed
   * @param done the length of the text before the piece, in UTF-16 code units
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
    // Wall time overstates on a busy machine, CPU time while a garbage collector runs on other cores.
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
