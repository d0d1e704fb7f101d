import { oneLine } from '../common/errors.js';
import type { CitedSentence } from '../contract/summarize.js';
import { lineReference, withoutLineReference } from '../text/lineReference.js';
import { sentencesOf } from './sentences.js';

/**
 * A summary with something behind each of its sentences. What is given as a sentence and is none of the summary has no
 * place there: found anywhere, it might stand in a heading or in code.
 *
 * @param what is put there, with a blank before it; nothing if it is empty
 */
export function behindSentences<Sentence extends Pick<CitedSentence, 'text'>>(
  summary: string,
  sentences: readonly Sentence[],
  what: (sentence: Sentence) => string,
): string {
  const places = placesOf(summary);
  let text = '';
  let at = 0;
  for (const sentence of sentences) {
    const own = places.get(sentence.text);
    // The last one is the first in the text.
    while (own !== undefined && (own.at(-1) ?? Infinity) < at) own.pop();
    const found = own?.at(-1);
    if (found === undefined) continue;
    // In a table, within its last cell.
    const isRow = sentence.text.endsWith('|');
    const end = found + sentence.text.length - (isRow ? 1 : 0);
    const words = what(sentence);
    text += summary.slice(at, end).trimEnd() + (words === '' ? '' : ` ${words}`) + (isRow ? ' ' : '');
    at = end;
  }
  return text + summary.slice(at);
}

/** Where the sentences of a summary begin, the last first; an extract's also without their lines. */
function placesOf(summary: string): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { from, to } of sentencesOf(summary).toReversed()) {
    const whole = summary.slice(from, to);
    for (const words of [whole, withoutLineReference(whole)?.text ?? whole]) {
      const own = places.get(words) ?? [];
      if (own.at(-1) !== from) own.push(from);
      places.set(words, own);
    }
  }
  return places;
}

/** What a sentence rests on, and what of it was not found there: "(lines 3–5; not found there: 4,321)". */
export function referenceOf({ sources, check, missing = [] }: CitedSentence): string {
  const lines = sources.map((source) => lineReference(source).slice(1, -1));
  const doubt =
    check === 'notFound' ? [notFoundWords(sources.length > 0 ? 'there' : 'in the text', missing)] : [];
  const words = [...(lines.length > 0 ? [lines.join(', ')] : []), ...doubt].join('; ');
  return words === '' ? '' : `(${words})`;
}

/** "not found there: 4,321" */
export function notFoundWords(where: string, missing: readonly string[]): string {
  return `not found ${where}: ${someOf(missing)}`;
}

/** Says in one sentence which numbers and names of a summary were not found where they should stand. */
export function doubtsInWords(sentences: readonly CitedSentence[]): string | undefined {
  const missing = sentences.flatMap((sentence) => sentence.missing ?? []);
  if (missing.length === 0) return undefined;
  return `Not found where they should stand in the text: ${someOf(missing)}; compare them with it.`;
}

const MOST_SHOWN = 8;
const LONGEST_SHOWN = 60;

/** The first of what is missing, each once: words of a model, which may hold anything. */
function someOf(missing: readonly string[]): string {
  const all = [...new Set(missing)];
  const shown = all.slice(0, MOST_SHOWN).map((words) => oneLine(words, LONGEST_SHOWN));
  return [...shown, ...(all.length > MOST_SHOWN ? ['…'] : [])].join(', ');
}
