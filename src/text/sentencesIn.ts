/** A sentence in a text. */
export interface SentencePlace {
  readonly text: string;
  /** In UTF-16 code units. */
  readonly at: number;
}

const LONGEST = 600;
/** Scripts in which words, and in some of them sentences, are not set apart by signs. */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** There, blanks stand between phrases; a longer sentence is cut at one. */
const PHRASES = { least: 60, most: 240 };
/** After these, a sentence goes on. */
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e|etc|cf|Fig|No|Nr|bzw|z\.B|ca|al)\.$/;

/** The sentences of a text of moderate size: a segmenter keeps its whole input in memory for each of them. */
export function* sentencesIn(text: string, segmenter: Intl.Segmenter): Generator<SentencePlace> {
  let open = { text: '', at: 0 };
  for (const { segment, index } of segmenter.segment(text)) {
    open = open.text === '' ? { text: segment, at: index } : { ...open, text: open.text + segment };
    if (open.text.length < LONGEST && ABBREVIATION.test(open.text.slice(-12).trimEnd())) continue;
    yield* phrasesIn(open);
    open = { text: '', at: 0 };
  }
  if (open.text !== '') yield* phrasesIn(open);
}

/** A sentence that no sign ends, cut between phrases. */
function* phrasesIn(sentence: SentencePlace): Generator<SentencePlace> {
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
