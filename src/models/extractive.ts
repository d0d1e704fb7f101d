/** At most this many sentences, and about a fifth of the text. */
const MAX_SENTENCES = 7;
const SHARE = 0.2;
const SHORTEST_WORD = 3;
const MAX_SENTENCE_CHARACTERS = 600;

/** A rough token count: four UTF-8 bytes to a token, which errs high for most languages. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / 4);
}

/**
 * The sentences that say most of a text, word for word and in their order: each sentence is scored by
 * how often its words occur in the whole text (SumBasic, Nenkova and Vanderwende 2005): after a
 * sentence is taken, its words count less, so that the next one says something else.
 */
export function pickSentences(text: string): string[] {
  const sentences = splitSentences(text);
  const wanted = Math.min(MAX_SENTENCES, Math.max(1, Math.round(sentences.length * SHARE)));
  const words = sentences.map(wordsOf);
  const weight = frequencies(words);
  const taken = new Set<number>();
  while (taken.size < wanted) {
    const best = bestSentence(words, weight, taken);
    if (best === undefined) break;
    taken.add(best);
    for (const word of words[best] ?? []) weight.set(word, (weight.get(word) ?? 0) ** 2);
  }
  return [...taken].sort((a, b) => a - b).flatMap((index) => sentences[index] ?? []);
}

function splitSentences(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*+#>]|\d+[.)])\s)/)
    .flatMap((paragraph) => [...segmenter.segment(paragraph.replace(/\s+/g, ' ').trim())])
    .map(({ segment }) => segment.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) =>
      sentence.length > MAX_SENTENCE_CHARACTERS
        ? `${sentence.slice(0, MAX_SENTENCE_CHARACTERS).toWellFormed()}…`
        : sentence,
    );
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

function bestSentence(
  words: readonly (readonly string[])[],
  weight: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, sentence] of words.entries()) {
    if (taken.has(index) || sentence.length === 0) continue;
    const sum = sentence.reduce((total, word) => total + (weight.get(word) ?? 0), 0);
    // Short sentences would win by a single frequent word, and openings tend to say what a text is about.
    const score = (sum / Math.max(sentence.length, 8)) * (index === 0 ? 1.5 : 1);
    if (best === undefined || score > best.score) best = { index, score };
  }
  return best?.index;
}
