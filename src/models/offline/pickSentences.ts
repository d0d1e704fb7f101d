import { Breath } from '../../common/breath.js';
import type { LineRange } from '../../text/lineReference.js';
import { linesOf } from '../../text/lines.js';
import { evenly } from './evenly.js';
import { proseIn, type Paragraph } from './paragraphs.js';
import { sentencesOf, type Sentence } from './sentences.js';
import { wordsOf } from './words.js';

/** At most this many sentences, and about a fifth of the text. */
export const MOST_SENTENCES = 7;
const SHARE = 0.2;
/** Of the millions of sentences of a text of many megabytes, as many are compared, from all over it. */
const MOST_CANDIDATES = 40_000;

/** A sentence of a text, word for word, its blanks single. */
export interface PickedSentence extends LineRange {
  readonly text: string;
}

/**
 * The most informative sentences of a text, word for word and in their original order: see `picked`. Headings, code,
 * tables, HTML and lists of links are no sentences, unless there is nothing else.
 *
 * @throws the signal's reason
 */
export async function pickSentences(text: string, signal: AbortSignal): Promise<readonly PickedSentence[]> {
  const breath = new Breath(signal);
  await breath.take();
  const { paragraphs, headings } = await proseIn(text, breath);
  const sentences = evenly(await sentencesOf(paragraphs, breath), MOST_CANDIDATES);
  if (sentences.length > 0) return await picked(sentences, { headings, breath });
  const lines = evenly(await sentencesOf(plainLines(text), breath), MOST_CANDIDATES);
  return await picked(lines, { headings: '', breath });
}

/** Every line as a paragraph of its own. */
function* plainLines(text: string): Generator<Paragraph> {
  for (const { text: line, number } of linesOf(text)) {
    if (line.trim() !== '' && !/^\s{0,40}(?:```|~~~)/.test(line))
      yield { text: line.trim(), starts: [0], fromLine: number };
  }
}

/**
 * The most informative of some sentences, in their order: those that are central, because what they say comes up in
 * other sentences too, and more so if its words are in a heading, or it begins or ends the text, or begins a paragraph.
 * Each sentence that is picked makes what says the same less worth (maximal marginal relevance, Carbonell and Goldstein 1998).
 */
export async function picked<Of extends Sentence>(
  sentences: readonly Of[],
  {
    headings,
    share = SHARE,
    most = MOST_SENTENCES,
    breath,
  }: {
    readonly headings: string;
    readonly share?: number;
    readonly most?: number;
    readonly breath: Breath;
  },
): Promise<readonly Of[]> {
  const wanted = Math.min(most, Math.max(1, Math.round(sentences.length * share)));
  const candidates = await candidatesOf(sentences, headings, breath);
  const taken = new Set<number>();
  const said = new Set<string>();
  while (taken.size < wanted) {
    const best = await bestSentence(candidates, { taken, said, breath });
    if (best === undefined) break;
    taken.add(best);
    for (const word of candidates[best]?.words ?? []) said.add(word);
  }
  return [...taken].sort((one, other) => one - other).flatMap((index) => sentences[index] ?? []);
}

interface Candidate {
  /** Each word once. */
  readonly words: readonly string[];
  /** How much it tells of the text, whatever else is picked. */
  readonly worth: number;
}

async function candidatesOf(
  sentences: readonly Sentence[],
  headings: string,
  breath: Breath,
): Promise<readonly Candidate[]> {
  const words: (readonly string[])[] = [];
  for (const { text } of sentences) {
    if (breath.isDue(text.length)) await breath.take();
    words.push([...new Set(wordsOf(text))]);
  }
  const weight = await weights(words, breath);
  for (const word of new Set(wordsOf(headings))) {
    const known = weight.get(word);
    if (known !== undefined) weight.set(word, known * WEIGHT_OF_HEADINGS);
  }
  const candidates: Candidate[] = [];
  for (const [index, own] of words.entries()) {
    if (breath.isDue(own.length * 4)) await breath.take();
    const sum = own.reduce((total, word) => total + (weight.get(word) ?? 0), 0);
    const place = weightOfPlace(index, words.length, sentences[index]?.isFirst ?? false);
    candidates.push({ words: own, worth: (sum / Math.max(own.length, LEAST_WORDS)) * place });
  }
  return candidates;
}

const WEIGHT_OF_HEADINGS = 1.5;
/** Otherwise short sentences would win with a single frequent word. */
const LEAST_WORDS = 8;

/**
 * What each word says about the text, by the number of sentences that have it: nothing if only one does, and nothing if
 * all do. Between them it grows with the number, and shrinks with how common the word is (inverse document frequency,
 * Spärck Jones 1972, with the sentences as documents). So neither a text's rarities nor its "that" and "with" decide,
 * and no language needs a list of such words.
 */
async function weights(
  sentences: readonly (readonly string[])[],
  breath: Breath,
): Promise<Map<string, number>> {
  const having = new Map<string, number>();
  for (const words of sentences) {
    if (breath.isDue(words.length)) await breath.take();
    for (const word of words) having.set(word, (having.get(word) ?? 0) + 1);
  }
  const weight = new Map<string, number>();
  for (const [word, count] of having) {
    if (breath.isDue(word.length)) await breath.take();
    if (count > 1) weight.set(word, Math.log(count) * Math.log(sentences.length / count));
  }
  return weight;
}

/** The first sentence tends to state the topic of a text, and the last one its conclusion (Edmundson 1969). */
function weightOfPlace(index: number, count: number, isFirst: boolean): number {
  if (index === 0) return 1.5;
  if (index === count - 1) return 1.3;
  return isFirst ? WEIGHT_OF_FIRST : 1;
}

/** A paragraph tends to begin with what it is about (Baxendale 1958). */
const WEIGHT_OF_FIRST = 1.15;

/** The sentence that adds most to those that are taken: its worth, times the share of its words that none of them has. */
async function bestSentence(
  candidates: readonly Candidate[],
  how: {
    readonly taken: ReadonlySet<number>;
    readonly said: ReadonlySet<string>;
    readonly breath: Breath;
  },
): Promise<number | undefined> {
  let best: { index: number; score: number } | undefined;
  for (const [index, { words, worth }] of candidates.entries()) {
    if (how.breath.isDue(words.length * 4)) await how.breath.take();
    if (how.taken.has(index) || words.length === 0) continue;
    const fresh = words.filter((word) => !how.said.has(word));
    const score = worth * (fresh.length / words.length);
    if (best === undefined || score > best.score) best = { index, score };
  }
  return best?.index;
}
