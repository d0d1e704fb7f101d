import type { CitedSentence } from '../contract/summarize.js';
import { lineReference } from '../text/lineReference.js';

/**
 * A summary with something behind each of its sentences, which are found one after the other.
 *
 * @param what is put there, with a blank before it; nothing if it is empty
 */
export function behindSentences<Sentence extends Pick<CitedSentence, 'text'>>(
  summary: string,
  sentences: readonly Sentence[],
  what: (sentence: Sentence) => string,
): string {
  let text = '';
  let at = 0;
  for (const sentence of sentences) {
    const found = summary.indexOf(sentence.text, at);
    if (found < 0 || sentence.text === '') continue;
    // In a table, within its last cell.
    const isRow = sentence.text.trimEnd().endsWith('|');
    const end = found + (isRow ? sentence.text.trimEnd().length - 1 : sentence.text.length);
    const words = what(sentence);
    text += summary.slice(at, end).trimEnd() + (words === '' ? '' : ` ${words}`) + (isRow ? ' ' : '');
    at = end;
  }
  return text + summary.slice(at);
}

/** What a sentence rests on, and what of it was not found there: "(lines 3–5; not found there: 4,321)". */
export function referenceOf({ sources, check, missing = [] }: CitedSentence): string {
  const lines = sources.map((source) => lineReference(source).slice(1, -1));
  const doubt = check === 'notFound' ? [notFoundWords(sources.length > 0, missing)] : [];
  const words = [...(lines.length > 0 ? [lines.join(', ')] : []), ...doubt].join('; ');
  return words === '' ? '' : `(${words})`;
}

/** "not found there: 4,321"; without lines, "not found in the text: 4,321". */
export function notFoundWords(hasLines: boolean, missing: readonly string[]): string {
  return `not found ${hasLines ? 'there' : 'in the text'}: ${missing.join(', ')}`;
}

/** Says in one sentence which numbers and names of a summary were not found where they should stand. */
export function doubtsInWords(sentences: readonly CitedSentence[]): string | undefined {
  const missing = sentences.flatMap((sentence) => sentence.missing ?? []);
  if (missing.length === 0) return undefined;
  const shown = [...new Set(missing)].slice(0, MOST_SHOWN).join(', ');
  const more = missing.length > MOST_SHOWN ? ', …' : '';
  return `Not found where they should stand in the text: ${shown}${more}; compare them with it.`;
}

const MOST_SHOWN = 8;
