import { readFileSync } from 'node:fs';
import path from 'node:path';
import { l, n } from 'js-rouge';
import {
  AbsoluteSummarizerConfig,
  DefaultTextParser,
  NullLogger,
  SorensenDiceSimilarity,
  Summarizer,
} from 'ts-textrank';
import { Breath } from '../../src/common/breath.js';
import { proseIn } from '../../src/models/offline/paragraphs.js';
import { pickSentences } from '../../src/models/offline/pickSentences.js';
import { ROOT } from '../support/paths.js';

interface Labelled {
  readonly title: string;
  readonly text: string;
  readonly reference: string;
}

/** Mean F1 of ROUGE-1, ROUGE-2 and ROUGE-L (Lin 2004). */
interface Score {
  readonly one: number;
  readonly two: number;
  readonly l: number;
}

/** How good the offline summary is, and published ways of picking as many sentences. */
export interface SetScores {
  readonly set: string;
  readonly texts: number;
  readonly scores: Readonly<Record<'offline' | 'TextRank' | 'lead', Score>>;
}

type Way = (text: string, sentences: number) => readonly string[];

/** The sets of texts that were labelled by hand, by how much the way of picking sentences owes to them. */
const SETS = [
  { set: 'the first ten', file: 'summaries.md' },
  { set: 'for the choice', file: 'summariesForChoice.md' },
  { set: 'kept apart', file: 'summariesApart.md' },
] as const;

/** Scripts without blanks between words. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

function labelledTexts(file: string): readonly Labelled[] {
  return readFileSync(path.join(ROOT, 'test', 'bench', file), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...blocks] = section.split('\n\n').map((block) => block.trim());
      const reference = blocks.filter((block) => block.startsWith('>')).join(' ');
      const text = blocks.filter((block) => !block.startsWith('>')).join('\n\n');
      return { title, text, reference: reference.replace(/^> ?/gm, '').replace(/\s+/g, ' ') };
    });
}

/** The prose that ours sees as well, as one line: those that cannot read Markdown are not to suffer from it. */
async function flatProse(text: string): Promise<string> {
  const { paragraphs } = await proseIn(text, new Breath(new AbortController().signal));
  return paragraphs.map((paragraph) => paragraph.text).join(' ');
}

function sentencesOf(text: string): readonly string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment.trim());
}

/** The first sentences, the baseline that is hardest to beat where texts are news. */
const lead: Way = (text, count) => sentencesOf(text).slice(0, count);

/**
 * TextRank (Mihalcea and Tarau 2004), as a library has it. It needs blanks between words, and a line for each sentence
 * that ends with a sign that it does not know.
 */
const textRank: Way = (text, count) => {
  const config = new AbsoluteSummarizerConfig(
    count,
    new SorensenDiceSimilarity(),
    new DefaultTextParser(),
    0.85,
    Summarizer.SORT_OCCURENCE,
  );
  const words = new Intl.Segmenter('zh', { granularity: 'word' });
  const readable =
    text.search(SIGN) < 0
      ? text
      : sentencesOf(text)
          .map((sentence) => Array.from(words.segment(sentence), ({ segment }) => segment).join(' '))
          .join('\n');
  return new Summarizer(config, new NullLogger()).summarize(readable, 'en');
};

function mean(scores: readonly Score[]): Score {
  const of = (key: keyof Score): number => scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
  return { one: of('one'), two: of('two'), l: of('l') };
}

/** In scripts without blanks, signs are compared instead of words. */
function scoreOf(sentences: readonly string[], reference: string): Score {
  const [summary = '', expected = ''] = [sentences.join(' '), reference].map((text) =>
    text.replace(SIGN, ' $& ').replace(/[。、，；：]/g, ' . '),
  );
  const options = { caseSensitive: false };
  return {
    one: n(summary, expected, { ...options, n: 1 }),
    two: n(summary, expected, { ...options, n: 2 }),
    l: l(summary, expected, options),
  };
}

/** How good the offline summary is of each set of texts, beside published ways of picking as many sentences. */
export async function offlineQuality(): Promise<readonly SetScores[]> {
  const sets: SetScores[] = [];
  for (const { set, file } of SETS) {
    const [offline, ranked, first]: [Score[], Score[], Score[]] = [[], [], []];
    for (const { text, reference } of labelledTexts(file)) {
      const sentences = await pickSentences(text, new AbortController().signal);
      const prose = await flatProse(text);
      offline.push(
        scoreOf(
          sentences.map((sentence) => sentence.text),
          reference,
        ),
      );
      ranked.push(scoreOf(textRank(prose, sentences.length), reference));
      first.push(scoreOf(lead(prose, sentences.length), reference));
    }
    const scores = { offline: mean(offline), TextRank: mean(ranked), lead: mean(first) };
    sets.push({ set, texts: offline.length, scores });
  }
  return sets;
}

/** Writes a table of each set. @returns whether the offline summary is in each as good as the best of the others */
export function writeOfflineQuality(sets: readonly SetScores[], write: (line: string) => void): boolean {
  let isGood = true;
  for (const { set, texts, scores } of sets) {
    write(`${`${String(texts)} texts, ${set}`.padEnd(26)}  ROUGE-1  ROUGE-2  ROUGE-L   (mean F1)`);
    for (const [name, { one, two, l: longest }] of Object.entries(scores)) {
      const figures = [one, two, longest].map((figure) => figure.toFixed(3).padStart(7));
      write([name.padEnd(26), ...figures].join('  '));
    }
    isGood &&= scores.offline.one >= Math.max(scores.TextRank.one, scores.lead.one);
  }
  return isGood;
}
