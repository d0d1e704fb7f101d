import { setImmediate as nextTurn } from 'node:timers/promises';
import { looksLikeLog } from '../../text/logEntries.js';

/** At most this many sentences, and about a fifth of the text. */
const MAX_SENTENCES = 7;
const SHARE = 0.2;
const SHORTEST_WORD = 3;
const MAX_SENTENCE_CHARACTERS = 600;
const PIECE_CHARACTERS = 4000;
const BREATH_CHARACTERS = 100_000;
const BREATH_SENTENCES = 1000;

/**
 * The most informative sentences of a text, word for word and in their original order. Each sentence is scored by how
 * often its words occur in the whole text (SumBasic, Nenkova and Vanderwende 2005); once a sentence is picked, its
 * words count less, so that the next one says something else.
 *
 * @param signal checked between short pieces of work
 * @throws the signal's reason
 */
export async function pickSentences(text: string, signal: AbortSignal): Promise<string[]> {
  const sentences = await splitSentences(text, signal);
  const wanted = Math.min(MAX_SENTENCES, Math.max(1, Math.round(sentences.length * SHARE)));
  const words: string[][] = [];
  for (const [index, sentence] of sentences.entries()) {
    if (index % BREATH_SENTENCES === 0) await breathe(signal);
    words.push(wordsOf(sentence));
  }
  const weight = frequencies(words);
  const taken = new Set<number>();
  while (taken.size < wanted) {
    await breathe(signal);
    const best = bestSentence(words, weight, taken);
    if (best === undefined) break;
    taken.add(best);
    for (const word of words[best] ?? []) weight.set(word, (weight.get(word) ?? 0) ** 2);
  }
  return [...taken].sort((a, b) => a - b).flatMap((index) => sentences[index] ?? []);
}

async function splitSentences(text: string, signal: AbortSignal): Promise<string[]> {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  const sentences: string[] = [];
  let sinceBreath = 0;
  // In a log, each entry counts as a sentence.
  if (looksLikeLog(text)) {
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [shortened(line.trim())]));
  }
  for (const paragraph of withoutCode(text).split(/\n\s*\n|\n(?=\s*(?:[-*+#>]|\d+[.)])\s)/)) {
    for (const piece of pieces(paragraph.replace(/\s+/g, ' ').trim())) {
      sinceBreath += piece.length;
      if (sinceBreath > BREATH_CHARACTERS) {
        sinceBreath = 0;
        await breathe(signal);
      }
      for (const { segment } of segmenter.segment(piece)) {
        const sentence = segment.trim();
        if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(shortened(sentence));
      }
    }
  }
  return sentences;
}

/** Removes code blocks, which contain no sentences, unless there is nothing else. */
function withoutCode(text: string): string {
  const fences = fencesOf(text);
  let prose = '';
  let from = 0;
  for (let index = 0; index < fences.length; index++) {
    const { at = 0, closedBy } = fences[index] ?? {};
    const closing = closedBy === undefined ? undefined : fences[closedBy];
    if (closedBy === undefined || closing === undefined) continue;
    prose += text.slice(from, at);
    from = closing.end;
    index = closedBy;
  }
  prose += text.slice(from);
  return /[\p{L}\p{N}]/u.test(prose) ? prose : text;
}

interface Fence {
  readonly at: number;
  /** The end of its line. */
  readonly end: number;
  /** The next fence of its kind, if there is one. */
  closedBy?: number;
}

/** The lines that start with a code fence, found in one pass. */
function fencesOf(text: string): readonly Fence[] {
  const fences: Fence[] = [];
  const last = new Map<string, Fence>();
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const kind = text.slice(at, at + 3);
    if (kind === '```' || kind === '~~~') {
      const before = last.get(kind);
      if (before !== undefined) before.closedBy = fences.length;
      const fence = { at, end };
      fences.push(fence);
      last.set(kind, fence);
    }
    at = end + 1;
  }
  return fences;
}

/** Every segment keeps its whole input in memory, so an endless paragraph is cut, after a sentence if possible. */
function* pieces(paragraph: string): Generator<string> {
  let rest = paragraph;
  while (rest.length > PIECE_CHARACTERS) {
    const head = rest.slice(0, PIECE_CHARACTERS);
    const sentenceEnd = Math.max(...['. ', '! ', '? '].map((mark) => head.lastIndexOf(mark)));
    const end = sentenceEnd > 0 ? sentenceEnd + 1 : head.lastIndexOf(' ');
    const cut = end > 0 ? end : PIECE_CHARACTERS;
    yield rest.slice(0, cut);
    rest = rest.slice(cut).trimStart();
  }
  yield rest;
}

function shortened(sentence: string): string {
  return sentence.length > MAX_SENTENCE_CHARACTERS
    ? `${sentence.slice(0, MAX_SENTENCE_CHARACTERS).toWellFormed()}…`
    : sentence;
}

/** Yields to the event loop, so that other work runs and a cancellation is noticed. */
async function breathe(signal: AbortSignal): Promise<void> {
  await nextTurn();
  signal.throwIfAborted();
}

function wordsOf(sentence: string): string[] {
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => word.length > SHORTEST_WORD);
  return telling.length > 0 ? telling : words;
}

function frequencies(sentences: readonly (readonly string[])[]): Map<string, number> {
  const total = sentences.reduce((sum, words) => sum + words.length, 0);
  const weight = new Map<string, number>();
  for (const word of sentences.flat()) weight.set(word, (weight.get(word) ?? 0) + 1 / total);
  return weight;
}

/** The first sentence tends to state the topic of a text, and the last one its conclusion (Edmundson 1969). */
function weightOfPlace(index: number, count: number): number {
  if (index === 0) return 1.5;
  return index === count - 1 ? 1.3 : 1;
}

function bestSentence(
  words: readonly (readonly string[])[],
  weight: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, sentence] of words.entries()) {
    if (taken.has(index) || sentence.length === 0) continue;
    const sum = sentence.reduce((total, word) => total + (weight.get(word) ?? 0), 0);
    // Otherwise short sentences would win with a single frequent word.
    const score = (sum / Math.max(sentence.length, 8)) * weightOfPlace(index, words.length);
    if (best === undefined || score > best.score) best = { index, score };
  }
  return best?.index;
}
