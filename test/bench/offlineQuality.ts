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

type Way = (text: string, sentences: number) => readonly string[];

/** The texts that were labelled by hand. */
function labelledTexts(): readonly Labelled[] {
  const file = readFileSync(path.join(ROOT, 'test', 'bench', 'summaries.md'), 'utf8');
  return file
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...blocks] = section.split('\n\n').map((block) => block.trim());
      const reference = blocks.filter((block) => block.startsWith('>')).join(' ');
      const text = blocks.filter((block) => !block.startsWith('>')).join('\n\n');
      return { title, text, reference: reference.replace(/^> ?/gm, '').replace(/\s+/g, ' ') };
    });
}

/** The first sentences, the baseline that is hardest to beat where texts are news. */
const lead: Way = (text, count) =>
  Array.from(new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.replace(/\s+/g, ' ')))
    .slice(0, count)
    .map(({ segment }) => segment.trim());

/** TextRank (Mihalcea and Tarau 2004), as a library has it. */
const textRank: Way = (text, count) => {
  const config = new AbsoluteSummarizerConfig(
    count,
    new SorensenDiceSimilarity(),
    new DefaultTextParser(),
    0.85,
    Summarizer.SORT_OCCURENCE,
  );
  return new Summarizer(config, new NullLogger()).summarize(text.replace(/\s+/g, ' '), 'en');
};

function mean(scores: readonly Score[]): Score {
  const of = (key: keyof Score): number => scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
  return { one: of('one'), two: of('two'), l: of('l') };
}

function scoreOf(summary: string, reference: string): Score {
  const options = { caseSensitive: false };
  return {
    one: n(summary, reference, { ...options, n: 1 }),
    two: n(summary, reference, { ...options, n: 2 }),
    l: l(summary, reference, options),
  };
}

/** How good the offline summary is beside published ways of picking as many sentences. @returns whether it is as good as the best of them */
export async function measureOfflineQuality(write: (line: string) => void): Promise<boolean> {
  const scores: Record<'offline' | 'TextRank' | 'lead', Score[]> = { offline: [], TextRank: [], lead: [] };
  for (const { text, reference } of labelledTexts()) {
    const sentences = await pickSentences(text, new AbortController().signal);
    const picked = sentences.map((sentence) => sentence.text);
    scores.offline.push(scoreOf(picked.join(' '), reference));
    scores.TextRank.push(scoreOf(textRank(text, picked.length).join(' '), reference));
    scores.lead.push(scoreOf(lead(text, picked.length).join(' '), reference));
  }
  write(`${String(scores.lead.length)} texts      ROUGE-1  ROUGE-2  ROUGE-L   (mean F1)`);
  const means = Object.entries(scores).map(([name, each]) => ({ name, ...mean(each) }));
  for (const { name, one, two, l: longest } of means) {
    write(
      [name.padEnd(10), ...[one, two, longest].map((figure) => figure.toFixed(3).padStart(7))].join('  '),
    );
  }
  const [ours, ...others] = means;
  return others.every(({ one }) => ours !== undefined && ours.one >= one);
}
