import { Breath } from '../common/breath.js';
import type { CitedSentence as SentenceResult } from '../contract/summarize.js';
import type { Block } from '../text/blocks.js';
import { withoutLineReference, type LineRange } from '../text/lineReference.js';
import { checkInAll, checkSentence, type Checked } from './check.js';
import type { Span } from './code.js';
import { readMarks, type MarkStyle, type UnmarkedText } from './marks.js';
import { furtherLines, linesIn, united, withNeighbors } from './narrow.js';
import { findResembling, unweighed, type Resembling } from './resemblance.js';
import { sentencesOf } from './sentences.js';

/** A text that sentences may rest on. */
export interface CitableText {
  readonly text: string;
  /** The name of its document. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The number of the first of the blocks. */
  readonly firstNumber: number;
  /** How they were marked for the model; undefined if they were not. */
  readonly marks: MarkStyle | undefined;
}

export interface RestingSentence {
  /** As it stands in the summary, without marks. */
  readonly text: string;
  /** Where in the summary. */
  readonly place: Span;
  /** The blocks that it rests on, by their places among those of the text. */
  readonly blocks: readonly number[];
  /** What of these blocks carries it. */
  readonly lines: readonly Block[];
  /** Others of its blocks, where it may say more than what carries most of it; only if they were found by resemblance. */
  readonly others: readonly number[];
  /** Whether the model named its blocks, or they were found by resemblance. */
  readonly origin: 'cited' | 'inferred' | 'none';
}

export type CitedSentence = RestingSentence & Checked;

/** An answer without marks, and what its sentences rest on. */
export interface CitedText<Sentence = CitedSentence> {
  readonly text: string;
  readonly sentences: readonly Sentence[];
}

/**
 * Finds what each sentence of an answer rests on: the blocks that it names, as far as there are such, or else those that
 * it resembles most; and whether its numbers and names are in them. Nothing that a model says of itself is trusted.
 *
 * @throws the signal's reason
 */
export async function cite(answer: string, source: CitableText, signal: AbortSignal): Promise<CitedText> {
  const { text, sentences } = await restingOn(answer, source, signal);
  // Where nothing says where it stands, all of the text may have it.
  const nowhere = sentences.filter(({ blocks }) => blocks.length === 0).map((sentence) => sentence.text);
  const around = [source.title, firstLineOf(source.text)].join('\n');
  const inAll = await checkInAll(nowhere, { ...source, around }, signal);
  const breath = new Breath(signal);
  const cited: CitedSentence[] = [];
  let next = 0;
  for (const sentence of sentences) {
    const checked = sentence.blocks.length === 0 ? inAll[next++] : undefined;
    cited.push(checked === undefined ? checkedThere(sentence, source) : { ...sentence, ...checked });
    if (breath.isDue(AS_MUCH_AS)) await breath.take();
  }
  return { text, sentences: cited };
}

/** A sentence's blocks are read several times. */
const AS_MUCH_AS = 20_000;

/**
 * Finds what each sentence of an answer rests on, and looks nothing up there.
 *
 * @throws the signal's reason
 */
export async function restingOn(
  answer: string,
  source: CitableText,
  signal: AbortSignal,
): Promise<CitedText<RestingSentence>> {
  const unmarked = source.marks === undefined ? { text: answer, marks: [] } : readMarks(answer, source.marks);
  const { text } = unmarked;
  const places = sentencesOf(text);
  const named = namedBlocks(unmarked, places, source);
  const words = places.map(({ from, to }) => text.slice(from, to));
  const resembling = await findResembling(
    words.filter((_, index) => named[index]?.length === 0),
    source.text,
    source.blocks,
    signal,
  );
  const breath = new Breath(signal);
  const sentences: RestingSentence[] = [];
  let next = 0;
  for (const [index, place] of places.entries()) {
    const own = named[index] ?? [];
    const inferred = own.length > 0 ? undefined : resembling[next++];
    sentences.push(restingSentence(words[index] ?? '', place, { own, inferred, source }));
    if (breath.isDue(AS_MUCH_AS)) await breath.take();
  }
  return { text, sentences };
}

/** Who names more blocks than this for one sentence says nothing with it. */
const MOST_NAMED = 20;

/** The blocks that each sentence names; numbers of no block are dropped. */
function namedBlocks(
  { text, marks }: UnmarkedText,
  places: readonly Span[],
  { blocks, firstNumber }: CitableText,
): readonly (readonly number[])[] {
  const named = places.map(() => new Set<number>());
  // The sentence that a mark stands in or behind.
  let sentence = 0;
  for (const { at, numbers, isBefore } of marks) {
    while ((places[sentence + 1]?.from ?? Infinity) < at) sentence++;
    const { from = Infinity, to = 0 } = places[sentence] ?? {};
    // Between it and the mark is what is no sentence, such as a heading.
    const isElsewhere = from > at || /[\p{L}\p{N}#]/u.test(text.slice(to, at));
    const own = isBefore
      ? named[to > at ? sentence : sentence + 1]
      : isElsewhere
        ? undefined
        : named[sentence];
    for (const number of numbers) {
      const block = number - firstNumber;
      if (block >= 0 && block < blocks.length) own?.add(block);
    }
  }
  return named.map((own) => (own.size > MOST_NAMED ? [] : [...own]));
}

function restingSentence(
  sentence: string,
  place: Span,
  {
    own,
    inferred,
    source,
  }: {
    readonly own: readonly number[];
    readonly inferred: Resembling | undefined;
    readonly source: CitableText;
  },
): RestingSentence {
  const indexes = inferred?.blocks ?? own;
  const terms = inferred?.terms ?? unweighed(sentence);
  const blocks = indexes.flatMap((index) => source.blocks[index] ?? []);
  return {
    text: sentence,
    place,
    blocks: indexes,
    lines: blocks.map((block) => linesIn(source.text, block, terms)),
    others: inferred?.others ?? [],
    origin: inferred === undefined ? 'cited' : blocks.length > 0 ? 'inferred' : 'none',
  };
}

/** Looks up a sentence in what carries it, in what is next to that, and in what else of its blocks it may be made of. */
function checkedThere(sentence: RestingSentence, source: CitableText): CitedSentence {
  const { text, title } = source;
  const { blocks, lines, others } = sentence;
  const own = blocks.flatMap((index) => source.blocks[index] ?? []);
  const wordsOf = ({ from, to }: Span): string => text.slice(from, to);
  const evidence = own.map((block, index) => wordsOf(withNeighbors(text, block, lines[index] ?? block)));
  const around = [...new Set([title, ...own.flatMap(({ from }) => headsAbove(text, from))])].join('\n');
  const checked = checkSentence(sentence.text, evidence.join('\n'), around);
  if (checked.missing.length === 0) return { ...sentence, ...checked };
  const all = [...own, ...others.flatMap((index) => source.blocks[index] ?? [])];
  const further = furtherLines(sentence.text, text, { blocks: all, known: evidence.join('\n') });
  const again = checkSentence(sentence.text, [...evidence, ...further.map(wordsOf)].join('\n'), around);
  if (again.missing.length === checked.missing.length) return { ...sentence, ...checked };
  const used = others.filter((index) => further.some(({ from }) => isIn(source.blocks[index], from)));
  return { ...sentence, blocks: [...blocks, ...used], lines: [...lines, ...further], ...again };
}

function isIn(block: Block | undefined, at: number): boolean {
  return block !== undefined && block.from <= at && at < block.to;
}

const LONGEST_HEAD = 400;
/** How far above a head may be, in UTF-16 code units: a text without any must not be searched for each sentence. */
const FARTHEST_HEAD = 200_000;

/** What stands above a place and is about it: the first line, as the head of a table, and the last heading or file. */
function headsAbove(text: string, at: number): readonly string[] {
  const above = Math.max(0, at - FARTHEST_HEAD);
  const near = text.slice(above, at + LONGEST_HEAD);
  const heads = ['\n#', '\ndiff --git ', '\n====='].flatMap((sign) => {
    const begin = near.lastIndexOf(sign, at - above);
    return begin < 0 ? [] : [firstLineOf(near.slice(begin + 1))];
  });
  return [firstLineOf(text), ...heads];
}

function firstLineOf(text: string): string {
  return text.slice(0, LONGEST_HEAD).split('\n', 1)[0] ?? '';
}

/**
 * What each line of an offline extract rests on, which knows its lines and takes all from there.
 *
 * @param above how many lines of the document are above those that the extract counts
 */
export function citeExtract(answer: string, blocks: readonly Block[], above: number): CitedText {
  const sentences = sentencesOf(answer).flatMap((place): CitedSentence[] => {
    const said = withoutLineReference(answer.slice(place.from, place.to));
    if (said === undefined) return [];
    const [fromLine, toLine] = [said.lines.fromLine + above, said.lines.toLine + above];
    const own = blocks.flatMap((block, index) =>
      block.fromLine <= toLine && block.toLine >= fromLine ? [index] : [],
    );
    const from = blocks[own[0] ?? 0]?.from ?? 0;
    const to = blocks[own.at(-1) ?? 0]?.to ?? 0;
    return [
      {
        text: said.text,
        place: { from: place.from, to: place.from + said.text.length },
        blocks: own,
        lines: [{ from, to, fromLine, toLine }],
        others: [],
        origin: 'cited',
        check: 'nothingToCheck',
        missing: [],
      },
    ];
  });
  return { text: answer, sentences };
}

/**
 * Sentences as the contract has them.
 *
 * @param inDocument the lines of the document for those of the text
 */
export function asResult(
  sentences: readonly CitedSentence[],
  inDocument: (lines: LineRange) => LineRange = (lines) => lines,
): SentenceResult[] {
  return sentences.map(({ text, lines, origin, check, missing }) => ({
    text,
    sources: [...united(lines.map(inDocument))],
    origin,
    check,
    ...(missing.length > 0 && { missing: [...missing] }),
  }));
}

/** For each fifth of a text, the share of its blocks that some sentence rests on. */
export function coverageOf(sentences: readonly Pick<CitedSentence, 'blocks'>[], count: number): number[] {
  const resting = new Set(sentences.flatMap(({ blocks }) => blocks));
  if (count === 0) return [];
  return Array.from({ length: FIFTHS }, (_, fifth) => {
    const from = Math.floor((fifth * count) / FIFTHS);
    const to = Math.max(Math.ceil(((fifth + 1) * count) / FIFTHS), from + 1);
    let covered = 0;
    for (let block = from; block < to; block++) if (resting.has(block)) covered++;
    return Math.round((100 * covered) / (to - from)) / 100;
  });
}

const FIFTHS = 5;
