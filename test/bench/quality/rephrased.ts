import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { cite, type CitedSentence } from '../../../src/citations/cite.js';
import { blocksOf } from '../../../src/text/blocks.js';
import { generator } from '../../support/longTexts.js';
import { ROOT } from '../../support/paths.js';
import { LineScore } from './planted.js';

const rephrasing = z.object({
  kind: z.string(),
  fact: z.string(),
  rephrased: z.string(),
  swapped: z.string().nullable(),
});
type Rephrasing = z.infer<typeof rephrasing>;

/** How many fillers stand between two facts. */
const BETWEEN = 8;
/** Kinds in which a blank line stands between two things. */
const APART = new Set(['prose', 'code', 'chinese', 'rtl']);

export interface RephrasedFigures {
  readonly kind: string;
  readonly sentences: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Of those with a number or name swapped, how many are marked. */
  readonly swapped: number;
  readonly marked: number;
  /** Of those left alone, how many are marked. */
  readonly alone: number;
  readonly falselyMarked: number;
}

/** Something that went otherwise than it should, to be looked at. */
export interface Miss {
  readonly what: 'lines' | 'not marked' | 'falsely marked';
  readonly sentence: string;
  readonly fact: string;
  readonly found: string;
}

/**
 * Facts among fillers, and what a model that never names its blocks makes of them.
 *
 * @param file the cases
 */
export async function measureRephrased(
  file: string,
  onMiss: (miss: Miss) => void = () => undefined,
): Promise<readonly RephrasedFigures[]> {
  const all = z.array(rephrasing).parse(read(file));
  const fillers = z.record(z.string(), z.array(z.string())).parse(read('fillers.json'));
  const figures: RephrasedFigures[] = [];
  const total = new Tally('all');
  for (const kind of new Set(all.map((one) => one.kind))) {
    const cases = all.filter((one) => one.kind === kind);
    const tally = new Tally(kind);
    await measureKind(cases, fillers[kind] ?? [], [tally, total], onMiss);
    figures.push(tally.figures());
  }
  return [...figures, total.figures()];
}

async function measureKind(
  cases: readonly Rephrasing[],
  fillers: readonly string[],
  tallies: readonly Tally[],
  onMiss: (miss: Miss) => void,
): Promise<void> {
  const { signal } = new AbortController();
  const { text, lines } = planted(cases, fillers);
  const blocks = await blocksOf(text, { signal });
  const source = { text, blocks, title: '', firstNumber: 1, marks: undefined };
  const sentencesOf = async (answer: string): Promise<readonly CitedSentence[]> =>
    (await cite(`- ${answer}`, source, signal)).sentences;
  for (const [index, { fact, rephrased, swapped }] of cases.entries()) {
    const wanted = lines[index] ?? { fromLine: 0, toLine: 0 };
    const sentences = await sentencesOf(rephrased);
    const found = sentences.flatMap((one) => one.lines);
    for (const tally of tallies) tally.score.add(found, [wanted]);
    const own = new LineScore();
    own.add(found, [wanted]);
    const miss = {
      sentence: rephrased,
      fact,
      found: found.map(({ from, to }) => text.slice(from, to)).join(' / '),
    };
    if (own.f1 < 1) onMiss({ what: 'lines', ...miss });
    const isMarked = sentences.some(({ check }) => check === 'notFound');
    if (isMarked)
      onMiss({ what: 'falsely marked', ...miss, found: sentences.flatMap((one) => one.missing).join(', ') });
    for (const tally of tallies) tally.leftAlone(isMarked);
    if (swapped === null) continue;
    const isSwapMarked = (await sentencesOf(swapped)).some(({ check }) => check === 'notFound');
    if (!isSwapMarked) onMiss({ what: 'not marked', ...miss, sentence: swapped });
    for (const tally of tallies) tally.swapped(isSwapMarked);
  }
}

/** Facts with fillers between them, and the lines of each. */
function planted(
  cases: readonly Rephrasing[],
  fillers: readonly string[],
): { readonly text: string; readonly lines: readonly { fromLine: number; toLine: number }[] } {
  const random = generator(5);
  const pieces: string[] = [];
  const lines: { fromLine: number; toLine: number }[] = [];
  let line = 1;
  const put = (piece: string, isApart: boolean): void => {
    pieces.push(piece, ...(isApart ? [''] : []));
    line += piece.split('\n').length + (isApart ? 1 : 0);
  };
  for (const { kind, fact } of cases) {
    const isApart = APART.has(kind);
    for (let index = 0; index < BETWEEN; index++)
      put(fillers[Math.floor(random() * fillers.length)] ?? '', isApart);
    lines.push({ fromLine: line, toLine: line + fact.split('\n').length - 1 });
    put(fact, isApart);
  }
  return { text: `${pieces.join('\n')}\n`, lines };
}

class Tally {
  readonly score = new LineScore();
  readonly #kind: string;
  #sentences = 0;
  #falselyMarked = 0;
  #swapped = 0;
  #marked = 0;

  constructor(kind: string) {
    this.#kind = kind;
  }

  leftAlone(isMarked: boolean): void {
    this.#sentences++;
    if (isMarked) this.#falselyMarked++;
  }

  swapped(isMarked: boolean): void {
    this.#swapped++;
    if (isMarked) this.#marked++;
  }

  figures(): RephrasedFigures {
    const { precision, recall, f1 } = this.score;
    return {
      kind: this.#kind,
      sentences: this.#sentences,
      precision,
      recall,
      f1,
      swapped: this.#swapped,
      marked: this.#marked,
      alone: this.#sentences,
      falselyMarked: this.#falselyMarked,
    };
  }
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, 'test', 'bench', name), 'utf8'));
}
