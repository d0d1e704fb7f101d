/** Scripts in which blanks do not stand between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SHORTEST_WORD = 3;

/** Made when it is first needed: its dictionaries take a while. */
let segmenter: Intl.Segmenter | undefined;

/** The words of a sentence that say something, in lower case; all of its words if none do. */
export function wordsOf(sentence: string): string[] {
  const text = sentence.toLowerCase();
  return UNSPACED.test(text) ? segmentedWords(text) : spacedWords(text);
}

function spacedWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const telling = words.filter((word) => word.length > SHORTEST_WORD);
  return telling.length > 0 ? telling : words;
}

/** By ICU's dictionaries; in these scripts, single signs are mostly particles. */
function segmentedWords(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike === true) words.push(segment);
  const telling = words.filter((word) =>
    UNSPACED.test(word) ? word.length > 1 : word.length > SHORTEST_WORD,
  );
  return telling.length > 0 ? telling : words;
}
