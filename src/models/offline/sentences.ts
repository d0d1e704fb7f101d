import type { Breath } from '../../common/breath.js';
import type { LineRange } from '../../text/lineReference.js';
import { sentencesIn } from '../../text/sentencesIn.js';
import type { Paragraph } from './paragraphs.js';

/** A sentence, its blanks single. */
export interface Sentence extends LineRange {
  readonly text: string;
  /** Whether a paragraph begins with it. */
  readonly isFirst: boolean;
}

const LONGEST = 600;
const PIECE_CHARACTERS = 4000;

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
