/** Letters, digits and marks; what is between them separates words in every language. */
const RUN = /[\p{L}\p{M}\p{N}_$]+/gu;
const ASCII = /^[\w$]+$/;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const HANGUL = /^\p{Script=Hangul}+$/u;
/** The parts of an identifier: `parseHTTPRequest_v2` has parse, HTTP, Request, v and 2. */
const PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+/gu;
/** Longer runs are data, such as Base64. */
const LONGEST = 200;

let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text, normalized so that a question finds its text: without case, accents and common English endings.
 * Identifiers come whole and in parts; scripts without spaces are segmented (Intl.Segmenter).
 */
export function* wordsOf(text: string): Generator<string> {
  for (const [run] of text.matchAll(RUN)) {
    if (!ASCII.test(run) && UNSPACED.test(run)) {
      segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
      for (const { segment, isWordLike } of segmenter.segment(run)) {
        if (isWordLike === true) yield normalized(segment);
      }
      continue;
    }
    if (run.length > LONGEST) continue;
    yield stemOf(normalized(run));
    const parts = run.match(PARTS) ?? [];
    if (parts.length > 1) for (const part of parts) yield stemOf(normalized(part));
  }
}

/**
 * What inflected forms of a word have in common, to find it where its ending differs; undefined for a short word.
 * Most languages inflect at the end, and Korean adds particles there.
 */
export function beginningOf(word: string): string | undefined {
  if (HANGUL.test(word)) return word.length > 2 ? word.slice(0, 2) : undefined;
  return word.length > 6 && !UNSPACED.test(word) ? word.slice(0, 5) : undefined;
}

function normalized(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}

/** Both sides are cut in the same way, so the stem need not be a word. */
function stemOf(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ss')) return word;
  const ending = ['ing', 'es', 'ed', 's', 'e'].find((one) => word.endsWith(one));
  const stem = ending === undefined || word.length - ending.length < 3 ? word : word.slice(0, -ending.length);
  // "stopped", "running"
  return (ending === 'ing' || ending === 'ed') && /([b-df-hj-np-rtv-z])\1$/.test(stem)
    ? stem.slice(0, -1)
    : stem;
}

/** English words that say nothing about the subject of a text or a question, as `wordsOf` has them. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  wordsOf(
    'a about all an and any are as at be been but by can could did do does for from had has ' +
      'have how if in is it its of on or should that the their them there these they this those ' +
      'to was were what when where which who will with would',
  ),
);
