import type { LineRange } from '../../../src/text/lineReference.js';
import { summarizeLongText } from '../../../src/server/longText.js';
import { CitingModel, summarizingWith } from '../../support/citingModel.js';
import { KIND_NAMES, plantedText } from './plantedTexts.js';

const MEGABYTE = 1_000_000;
const PART_TOKENS = 20_000;
const FACTS = 60;

export interface PlantedFigures {
  readonly kind: string;
  readonly bytes: number;
  readonly parts: number;
  /** Sentences with lines, of all. */
  readonly resolved: number;
  /** F1 of lines. */
  readonly f1: number;
  /** Of the facts of each fifth of the text, the share that the last prompt has. */
  readonly reached: readonly number[];
  /** What the marks add to the tokens of the text, estimated. */
  readonly marks: number;
}

/** Facts at known lines, and a model that names their blocks. */
export async function measurePlanted(
  sizes: readonly number[] = [0.2, 1, 5],
  kinds: readonly string[] = KIND_NAMES,
): Promise<readonly PlantedFigures[]> {
  const figures: PlantedFigures[] = [];
  for (const size of sizes) for (const kind of kinds) figures.push(await measured(kind, size * MEGABYTE));
  return figures;
}

async function measured(kind: string, bytes: number): Promise<PlantedFigures> {
  const { title, text, facts } = plantedText(kind, bytes, FACTS);
  const model = new CitingModel(facts);
  const { cited, parts } = await summarizeLongText(
    { text, title, partTokens: PART_TOKENS, cite: true },
    summarizingWith((prompt) => model.answer(prompt)),
  );
  const score = new LineScore();
  for (const { line, says } of facts) {
    const sentence = cited.find((one) => one.text === says);
    score.add(sentence?.sources ?? [], [{ fromLine: line, toLine: line }]);
  }
  const last = model.prompts.at(-1)?.user ?? '';
  const fifth = FACTS / 5;
  const marked = model.prompts.filter(({ user }) => !user.startsWith('Please merge'));
  const marks = marked.reduce((sum, { user }) => sum + (user.match(/\[b?\d+\] /g) ?? []).join('').length, 0);
  const sent = marked.reduce((sum, { user }) => sum + Buffer.byteLength(user), 0);
  return {
    kind,
    bytes,
    parts: parts.length,
    resolved:
      cited.filter(({ origin, sources }) => origin === 'cited' && sources.length > 0).length / cited.length,
    f1: score.f1,
    reached: [0, 1, 2, 3, 4].map(
      (index) =>
        facts
          .slice(index * fifth, (index + 1) * fifth)
          .filter(({ says, text: fact }) => last.includes(says) || last.includes(fact)).length / fifth,
    ),
    marks: marks / (sent - marks),
  };
}

/** Precision and recall of lines, over all sentences together. */
export class LineScore {
  #right = 0;
  #found = 0;
  #wanted = 0;

  add(found: readonly LineRange[], wanted: readonly LineRange[]): void {
    const lines = (ranges: readonly LineRange[]): Set<number> =>
      new Set(
        ranges.flatMap(({ fromLine, toLine }) =>
          Array.from({ length: toLine - fromLine + 1 }, (_, index) => fromLine + index),
        ),
      );
    const [own, lineSet] = [lines(found), lines(wanted)];
    this.#found += own.size;
    this.#wanted += lineSet.size;
    this.#right += [...own].filter((line) => lineSet.has(line)).length;
  }

  get precision(): number {
    return this.#found === 0 ? 0 : this.#right / this.#found;
  }

  get recall(): number {
    return this.#wanted === 0 ? 0 : this.#right / this.#wanted;
  }

  get f1(): number {
    return this.#found + this.#wanted === 0 ? 0 : (2 * this.#right) / (this.#found + this.#wanted);
  }
}
