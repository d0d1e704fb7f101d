import { sentencesIn, type SentencePlace } from '../text/sentencesIn.js';
import type { Span } from './code.js';

const LIST_ITEM = /^[ \t>]{0,40}(?:[-+*•]|\d{1,9}[.)])\s{1,4}(?:\[[ xX]\]\s)?/;
const FENCE = /^ {0,3}(?:```|~~~)/;
/** A heading names what follows; a rule says nothing. */
const NO_SENTENCE = /^\s{0,3}(?:#{1,6}\s|[-*_=|: ]{3,200}$)/;
/** What ends what has ended before it: "**Done.**". */
const CLOSING = /^[*_~`)\]"'”’»」』]{1,6}(?=\s|$)/;

/** The sentences, bullets and rows of tables of a Markdown text, without their markers, in order. */
export function sentencesOf(markdown: string): readonly Span[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  const sentences: Span[] = [];
  for (const { from, to } of paragraphsOf(markdown)) {
    // Lines are no sentences here; a blank for each line break keeps the places.
    const paragraph = markdown.slice(from, to).replaceAll('\n', ' ');
    for (const { text, at } of [...sentencesIn(paragraph, segmenter)].flatMap(divided)) {
      let begin = from + at;
      const end = begin + text.trimEnd().length;
      const closing = CLOSING.exec(text)?.[0].length ?? 0;
      const last = sentences.at(-1);
      if (closing > 0 && last?.to === begin && at > 0) {
        sentences[sentences.length - 1] = { ...last, to: begin + closing };
        begin += closing;
      }
      begin += markdown.slice(begin, end).length - markdown.slice(begin, end).trimStart().length;
      if (/[\p{L}\p{N}]/u.test(markdown.slice(begin, end))) sentences.push({ from: begin, to: end });
    }
  }
  return sentences;
}

/** A segmenter sees no beginning in a number, or in code. */
function divided({ text, at }: SentencePlace): readonly SentencePlace[] {
  const places: SentencePlace[] = [];
  let from = 0;
  for (const { index, 0: end } of text.matchAll(/(?<=\p{L}{3}[.!?]["'”’)*_]{0,3})\s(?=[\d`])/gu)) {
    places.push({ text: text.slice(from, index + end.length), at: at + from });
    from = index + end.length;
  }
  return [...places, { text: text.slice(from), at: at + from }];
}

/** Lines that belong together: a paragraph, an item of a list, a row of a table. */
function paragraphsOf(markdown: string): readonly Span[] {
  const paragraphs: Span[] = [];
  let open: { from: number; to: number } | undefined;
  let isInFence = false;
  let at = 0;
  const end = (): void => {
    if (open !== undefined) paragraphs.push(open);
    open = undefined;
  };
  for (const line of markdown.split('\n')) {
    const to = at + line.length;
    const item = LIST_ITEM.exec(line.slice(0, 80))?.[0].length ?? 0;
    if (FENCE.test(line.slice(0, 10))) isInFence = !isInFence;
    if (
      isInFence ||
      FENCE.test(line.slice(0, 10)) ||
      line.trim() === '' ||
      NO_SENTENCE.test(line.slice(0, 300))
    )
      end();
    else if (item > 0 || line.trimStart().startsWith('|')) {
      end();
      open = { from: at + item, to };
    } else if (open === undefined) open = { from: at + (line.length - line.trimStart().length), to };
    else open.to = to;
    at = to + 1;
  }
  end();
  return paragraphs;
}
