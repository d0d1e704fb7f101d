import { sentencesIn, type SentencePlace } from '../text/sentencesIn.js';
import { codeIn, fencesIn, type Span } from './code.js';

const LIST_ITEM = /^[ \t>]{0,40}(?:[-+*•]|\d{1,9}[.)])\s{1,4}(?:\[[ xX]\]\s)?/;
/** A sentence does not end within a link. */
const LINK = /\[[^\][\n]{1,200}\]\([^()\n]{0,300}\)/g;
/** What a segmenter takes for the end of a sentence, although it only ends a line. */
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029]/g;
/** A heading names what follows; a rule says nothing. */
const NO_SENTENCE = /^\s{0,3}(?:#{1,6}\s|[-*_=|: ]{3,200}$)/;
/** What ends what has ended before it: "**Done.**". */
const CLOSING = /^[*_~`)\]"'”’»」』]{1,6}(?=\s|$)/;

/** The sentences, bullets and rows of tables of a Markdown text, without their markers, in order. */
export function sentencesOf(markdown: string): readonly Span[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  const isWithinOne = within([...codeIn(markdown), ...linksIn(markdown)]);
  const sentences: Span[] = [];
  for (const { from, to } of paragraphsOf(markdown)) {
    // A blank for each line break keeps the places.
    const paragraph = markdown.slice(from, to).replace(LINE_BREAKS, ' ');
    for (const { text, at } of [...sentencesIn(paragraph, segmenter)].flatMap(divided)) {
      let begin = from + at;
      const end = begin + text.trimEnd().length;
      const last = sentences.at(-1);
      if (last !== undefined && at > 0 && isWithinOne(begin)) {
        sentences[sentences.length - 1] = { ...last, to: end };
        continue;
      }
      const closing = CLOSING.exec(text)?.[0].length ?? 0;
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

function linksIn(markdown: string): readonly Span[] {
  return Array.from(markdown.matchAll(LINK), ({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
}

/** Whether a place is within one of some spans; it must be asked in the order of places. */
function within(spans: readonly Span[]): (at: number) => boolean {
  const sorted = spans.toSorted((one, other) => one.from - other.from);
  let next = 0;
  return (at) => {
    while ((sorted[next]?.to ?? Infinity) <= at) next++;
    return (sorted[next]?.from ?? Infinity) < at;
  };
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

/** Lines that belong together: a paragraph, an item of a list, a row of a table; no code and no formulas. */
function paragraphsOf(markdown: string): readonly Span[] {
  const paragraphs: Span[] = [];
  const isInFence = within(fencesIn(markdown));
  let open: { from: number; to: number } | undefined;
  let isInFormula = false;
  let at = 0;
  const end = (): void => {
    if (open !== undefined) paragraphs.push(open);
    open = undefined;
  };
  for (const line of markdown.split('\n')) {
    const words = line.trim();
    const to = at + line.length;
    const item = LIST_ITEM.exec(line.slice(0, 80))?.[0].length ?? 0;
    const isFormula = isInFormula || isFormulaBegin(words);
    // A formula ends where a line does.
    if (isFormula) isInFormula = !words.endsWith('$$') || (words === '$$' && !isInFormula);
    // The line of a fence begins where the fence does, and is in it all the same.
    if (isFormula || isInFence(at + 1) || words === '' || NO_SENTENCE.test(line.slice(0, 300).trimEnd()))
      end();
    else if (item > 0 || words.startsWith('|')) {
      end();
      open = { from: at + item, to };
    } else if (open === undefined) open = { from: at + (line.length - line.trimStart().length), to };
    else open.to = to;
    at = to + 1;
  }
  end();
  return paragraphs;
}

/** "$$x$$ is" is a paragraph. */
function isFormulaBegin(words: string): boolean {
  if (!words.startsWith('$$')) return false;
  const second = words.indexOf('$$', 2);
  return second < 0 || second === words.length - 2;
}
