import {
  asResult,
  cite,
  citeExtract,
  coverageOf,
  restingOn,
  type CitableText,
  type CitedText,
} from '../citations/cite.js';
import {
  mark,
  markedText,
  markStyleOf,
  readMarks,
  shiftedMarks,
  type MarkStyle,
} from '../citations/marks.js';
import type { SummaryResult } from '../contract/summarize.js';
import { blocksOf, type Block } from '../text/blocks.js';
import type { LineRange } from '../text/lineReference.js';
import { LineCounter } from '../text/lines.js';
import type { MergePiece } from './prompts.js';
import type { Answer } from './sampler.js';
import type { SplitText } from './splitter.js';

/** A summary of parts, as it goes into a prompt. */
export interface NumberedPiece extends MergePiece {
  /** The number of its first block, from which others may be counted. */
  readonly firstNumber: number;
}

/** The blocks of all parts of a text. */
interface NumberedBlocks {
  readonly blocks: readonly Block[];
  /** The place of the first block of each part. */
  readonly firstOf: readonly number[];
}

/** Part by part, so that an edit in one does not change the blocks of the others. */
async function numberedBlocks({ text, parts }: SplitText, signal: AbortSignal): Promise<NumberedBlocks> {
  const blocks: Block[] = [];
  const firstOf: number[] = [];
  const lines = new LineCounter(text);
  for (const { from, to } of parts) {
    firstOf.push(blocks.length);
    const own = await blocksOf(text.slice(from, to), { firstLine: lines.lineAt(from), signal });
    for (const block of own) blocks.push({ ...block, from: block.from + from, to: block.to + from });
  }
  return { blocks, firstOf };
}

/** What of a line is evidence, in UTF-16 code units. */
const MOST_OF_LINE = 240;
/** The room for evidence where a summary is short, in UTF-16 code units. */
const LEAST_EVIDENCE = 1000;
/** The lines of evidence for one sentence. */
const MOST_LINES = 2;

/**
 * What the sentences of a summary rest on: numbers the blocks of a text, so that a model can name them, and finds the
 * lines that it meant. The numbers are of the whole text, whatever part a model sees.
 */
export class Citing {
  readonly #split: SplitText;
  readonly #title: string;
  readonly #signal: AbortSignal;
  #numbered: NumberedBlocks | undefined;
  /** How blocks are marked in prompts; undefined if they are not. */
  readonly marks: MarkStyle | undefined;

  private constructor(
    split: SplitText,
    title: string,
    numbered: NumberedBlocks | undefined,
    signal: AbortSignal,
  ) {
    this.#split = split;
    this.#title = title;
    this.#numbered = numbered;
    this.#signal = signal;
    this.marks = numbered !== undefined && numbered.blocks.length > 1 ? markStyleOf(split.text) : undefined;
  }

  /**
   * @param isAsked whether the model is asked to name blocks; it is not where there is only one
   * @throws the signal's reason
   */
  static async of(
    split: SplitText,
    {
      title = '',
      isAsked,
      signal,
    }: { readonly title?: string | undefined; readonly isAsked: boolean; readonly signal: AbortSignal },
  ): Promise<Citing> {
    // Without marks, nothing needs them before there is an answer.
    const numbered = isAsked ? await numberedBlocks(split, signal) : undefined;
    return new Citing(split, title, numbered, signal);
  }

  /** A part of the text as a model gets it. */
  promptText(part: number): string {
    const { from = 0, to = this.#split.text.length } = this.#split.parts[part] ?? {};
    const text = this.#split.text.slice(from, to);
    if (this.marks === undefined) return text;
    const blocks = this.#blocksOf(part).map((block) => ({
      ...block,
      from: block.from - from,
      to: block.to - from,
    }));
    return markedText(text, blocks, this.firstNumber(part), this.marks);
  }

  /** The number of a part's first block. */
  firstNumber(part: number): number {
    return (this.#all.firstOf[part] ?? 0) + 1;
  }

  /** A text with marks, counted from a number, so that it can be kept whatever stands before it; or back again. */
  counted(text: string, by: number): string {
    return this.marks === undefined ? text : shiftedMarks(text, by, this.marks);
  }

  /** An answer as others may read it. */
  unmarked(text: string): string {
    return this.marks === undefined ? text : readMarks(text, this.marks).text;
  }

  /**
   * The summary of a part, or of some, as it goes into a merge: each sentence with the numbers of blocks that there are,
   * and with evidence, which is about as long as the summary.
   */
  async forMerge(summary: string, firstPart: number, lastPart = firstPart): Promise<NumberedPiece> {
    const firstNumber = this.firstNumber(firstPart);
    const style = this.marks;
    if (style === undefined) return { text: summary, evidence: [], firstNumber };
    const begin = this.#all.firstOf[firstPart] ?? 0;
    const source = this.#citable(begin, this.#all.firstOf[lastPart + 1] ?? this.#all.blocks.length);
    const { text, sentences } = await restingOn(summary, source, this.#signal);
    let marked = '';
    let at = 0;
    let room = Math.max(LEAST_EVIDENCE, summary.length);
    const evidence = new Set<string>();
    for (const { place, blocks, lines } of sentences) {
      marked += text.slice(at, place.to);
      at = place.to;
      if (blocks.length === 0) continue;
      const numbers = blocks.map((block) => mark(firstNumber + block, style));
      marked += ` ${numbers.join('')}`;
      for (const [index, { from, to }] of lines.slice(0, MOST_LINES).entries()) {
        const words = this.#split.text
          .slice(from, Math.min(to, from + MOST_OF_LINE))
          .replace(/\s+/g, ' ')
          .toWellFormed();
        const line = `${numbers[index] ?? ''} ${words}`;
        if (line.length > room || evidence.has(line)) continue;
        room -= line.length;
        evidence.add(line);
      }
    }
    return { text: marked + text.slice(at), evidence: [...evidence], firstNumber };
  }

  /**
   * What the sentences of the whole summary rest on.
   *
   * @param above the lines of the document above the text
   */
  async of({ text, isExtract = false }: Answer, above: number): Promise<CitedSummary> {
    this.#numbered ??= await numberedBlocks(this.#split, this.#signal);
    const { parts, folded } = this.#split;
    // An extract of a whole text counts from its first line; those of parts were told where they are.
    const unknown = parts.length > 1 ? above : 0;
    const cited = isExtract
      ? citeExtract(text, this.#all.blocks, -unknown)
      : await cite(text, this.#citable(0, this.#all.blocks.length), this.#signal);
    const inDocument = (lines: LineRange): LineRange =>
      folded === undefined
        ? { fromLine: lines.fromLine + above, toLine: lines.toLine + above }
        : (folded.linesAt(lines) ?? lines);
    return {
      ...cited,
      summary: cited.text,
      cited: asResult(cited.sentences, inDocument),
      coverage: coverageOf(cited.sentences, this.#all.blocks.length),
    };
  }

  get #all(): NumberedBlocks {
    return this.#numbered ?? { blocks: [], firstOf: [] };
  }

  #blocksOf(part: number): readonly Block[] {
    return this.#all.blocks.slice(this.#all.firstOf[part], this.#all.firstOf[part + 1]);
  }

  #citable(begin: number, end: number): CitableText {
    return {
      text: this.#split.text,
      title: this.#title,
      blocks: this.#all.blocks.slice(begin, end),
      firstNumber: begin + 1,
      marks: this.marks,
    };
  }
}

/** A summary, and what its sentences rest on. */
export interface CitedSummary extends CitedText {
  /** Without marks. */
  readonly summary: string;
  readonly cited: SummaryResult['sentences'];
  readonly coverage: SummaryResult['coverage'];
}
