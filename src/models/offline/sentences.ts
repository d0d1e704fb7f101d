import type { Breath } from '../../common/breath.js';
import type { LineRange } from '../../text/lineReference.js';
import type { Paragraph } from './paragraphs.js';

/** A sentence, its blanks single. */
export interface Sentence extends LineRange {
  readonly text: string;
  /** Whether a paragraph begins with it. */
  readonly isFirst: boolean;
}

const LONGEST = 600;
const PIECE_CHARACTERS = 4000;
/** Scripts in which words, and in some of them sentences, are not set apart by signs. */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** There, blanks stand between phrases; a longer sentence is cut at one. */
const PHRASES = { least: 60, most: 240 };
/** After these, a sentence goes on. */
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e|etc|cf|Fig|No|Nr|bzw|z\.B|ca|al)\.$/;

/** The sentences of paragraphs, with their lines. */
export async function sentencesOf(paragraphs: Iterable<Paragraph>, breath: Breath): Promise<Sentence[]> {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  const sentences: Sentence[] = [];
  for (const paragraph of paragraphs) {
    let line = 0;
    let from = 0;
    for (const piece of pieces(paragraph.text)) {
      if (breath.isDue(piece.length)) await breath.take();
      for (const { text, at } of sentencesIn(piece, segmenter)) {
        const start = from + at;
        const lineAt = (place: number): number => {
          while ((paragraph.starts[line + 1] ?? Infinity) <= place) line++;
          return paragraph.fromLine + line;
        };
        const trimmed = text.trim();
        if (!/[\p{L}\p{N}]/u.test(trimmed)) continue;
        const fromLine = lineAt(start + (text.length - text.trimStart().length));
        const toLine = lineAt(start + text.trimEnd().length - 1);
        sentences.push({ text: cut(trimmed), fromLine, toLine, isFirst: start === 0 });
      }
      from += piece.length;
    }
  }
  return sentences;
}

function* sentencesIn(
  piece: string,
  segmenter: Intl.Segmenter,
): Generator<{ readonly text: string; readonly at: number }> {
  let open = { text: '', at: 0 };
  for (const { segment, index } of segmenter.segment(piece)) {
    open = open.text === '' ? { text: segment, at: index } : { ...open, text: open.text + segment };
    if (open.text.length < LONGEST && ABBREVIATION.test(open.text.slice(-12).trimEnd())) continue;
    yield* phrasesIn(open);
    open = { text: '', at: 0 };
  }
  if (open.text !== '') yield* phrasesIn(open);
}

/** A sentence that no sign ends, cut between phrases. */
function* phrasesIn(sentence: {
  readonly text: string;
  readonly at: number;
}): Generator<{ readonly text: string; readonly at: number }> {
  let { text, at } = sentence;
  if (text.length > PHRASES.most && UNSPACED.test(text)) {
    for (;;) {
      const end = text.indexOf(' ', PHRASES.least);
      if (end < 0 || text.length <= PHRASES.most) break;
      yield { text: text.slice(0, end), at };
      text = text.slice(end);
      at += end;
    }
  }
  yield { text, at };
}

/** Every segment keeps its whole input in memory, so an endless paragraph is cut, after a sentence if possible. */
function* pieces(paragraph: string): Generator<string> {
  let from = 0;
  while (paragraph.length - from > PIECE_CHARACTERS) {
    const head = paragraph.slice(from, from + PIECE_CHARACTERS);
    const sentenceEnd = Math.max(
      ...['. ', '! ', '? ', '。', '！', '？'].map((mark) => head.lastIndexOf(mark)),
    );
    const end = sentenceEnd > 0 ? sentenceEnd + 1 : head.lastIndexOf(' ');
    const length = end > 0 ? end : PIECE_CHARACTERS;
    yield head.slice(0, length);
    from += length;
  }
  yield paragraph.slice(from);
}

function cut(sentence: string): string {
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST).toWellFormed()}…` : sentence;
}
