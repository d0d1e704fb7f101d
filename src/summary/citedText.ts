import { citationsOf } from '../call/citedAnswer.js';
import type { ToolAnswer } from '../call/runTool.js';
import { behindSentences, notFoundWords } from '../citations/references.js';
import type { CitedSentence } from '../contract/summarize.js';
import { linked, linesInWords } from './frame.js';
import type { LineRange, SummaryState } from './state.js';
import { summaryText } from './summaryText.js';
import { plainText } from './untrustedMarkdown.js';

/** Stands for what will be behind a sentence, while the text is made harmless. No text of others may hold it. */
const [BEGIN, END] = ['\ue000', '\ue001'] as const;
const PLACE = / ?\ue000(\d{1,6})\ue001(?: \(lines? [\d–]{1,21}\))?(?=(\S)?)/g;

/**
 * A summary's text with the lines behind each sentence that it rests on, as small links, and with what was not found
 * there.
 *
 * @param harmless makes the text of a model harmless
 */
export function citedText(
  answer: ToolAnswer,
  state: SummaryState,
  harmless: (markdown: string) => string,
): string {
  const { sentences } = citationsOf(answer);
  const places = sentences.map((sentence, index) => ({ text: withoutPlaces(sentence.text), index }));
  const marked = behindSentences(
    withoutPlaces(summaryText(answer)),
    places,
    ({ index }) => `${BEGIN}${String(index)}${END}`,
  );
  return harmless(marked).replace(PLACE, (_, index: string, next?: string) => {
    const sentence = sentences[Number(index)];
    if (sentence === undefined) return '';
    const words = behind(sentence, state.sentenceLines?.[Number(index)] ?? [], state);
    // Bold print does not end before a letter, and Chinese has no blanks between sentences.
    return next !== undefined && words.endsWith('**') ? `${words} ` : words;
  });
}

function withoutPlaces(text: string): string {
  return text.replace(/[\ue000\ue001]/g, '');
}

function behind(sentence: CitedSentence, lines: readonly (LineRange | null)[], state: SummaryState): string {
  const known = lines.filter((line) => line !== null);
  const how = sentence.origin === 'inferred' ? ', found by resemblance' : '';
  const links = known.map((line) => linked(shortly(line), state.link, line, `${linesInWords(line)}${how}`));
  const places = [...links, ...(known.length < lines.length ? ['changed since'] : [])];
  const { check, missing = [], sources } = sentence;
  // It was looked up in its lines alone, also where they are lines of no document.
  const where = lines.length > 0 ? 'there' : sources.length > 0 ? 'where it should stand' : 'in the text';
  const doubt = check === 'notFound' ? ` **⚠ ${plainText(notFoundWords(where, missing))}**` : '';
  return `${places.length === 0 ? '' : ` <sup>${places.join(', ')}</sup>`}${doubt}`;
}

/** "3–5" */
function shortly({ from, to }: LineRange): string {
  return from === to ? String(from) : `${String(from)}–${String(to)}`;
}
