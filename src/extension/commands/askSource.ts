import type { EarlierQuestion } from '../../contract/ask.js';
import type { Wishes } from '../../summary/state.js';
import type { ReadSource } from '../sources/sourceText.js';
import { digestOf } from '../summaries/sourceDigest.js';
import { aboutSource, type SourceTask } from './withSource.js';

/** The most earlier questions that go along with a new one. */
export const MAX_EARLIER = 5;

/** A question about a source. */
export interface SourceQuestion {
  readonly question: string;
  readonly read: ReadSource;
  readonly style: string;
  readonly wishes: Wishes;
  /** What was said about the text before; it is left out if the text is not the one with this digest any more. */
  readonly context: {
    readonly summary?: string;
    readonly earlier: readonly EarlierQuestion[];
    readonly digest?: string | undefined;
  };
}

/** Asks a question about a source; see `withSource`. */
export function questionTask({ question, read, style, wishes, context }: SourceQuestion): SourceTask {
  const { summary, earlier, digest } = context;
  return {
    name: 'Ask About This Text',
    read,
    title: ({ title }) => `Asking about ${title}`,
    shown: () => ({ style, wishes }),
    along: [question, summary ?? '', ...earlier.flatMap((one) => [one.question, one.answer])],
    perform: async (source, { text, along }, options, settings) => {
      const [words = '', said = '', ...before] = along;
      const { language = settings.language } = wishes;
      const about = { ...aboutSource(source, settings), ...(language.trim() !== '' && { language }) };
      if (source.image !== undefined) {
        const { describeImage } = await import('../../call/describeImage.js');
        return await describeImage(source.image, { ...options, about, question: words });
      }
      const { ask } = await import('../../call/ask.js');
      if (digest !== undefined && digest !== digestOf(source.text))
        return await ask(text, words, { ...options, about });
      return await ask(text, words, {
        ...options,
        about,
        earlier: earlier.map((_, index) => ({
          question: before[2 * index] ?? '',
          answer: before[2 * index + 1] ?? '',
        })),
        ...(summary !== undefined && { summary: said }),
      });
    },
  };
}
