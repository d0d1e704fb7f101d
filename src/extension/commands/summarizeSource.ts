import type * as vscode from 'vscode';
import type { Wishes } from '../../summary/state.js';
import type { Services } from '../services.js';
import type { ReadSource } from '../sources/sourceText.js';
import { chosenStyle } from '../summaries/chosenStyle.js';
import { aboutSource, withSource, type SourceTask } from './withSource.js';

/** What to summarize, and how. */
export interface SummaryRequest {
  /** The command's name in the log. */
  readonly name: string;
  readonly read: ReadSource;
  /** What the user wants this time, instead of the settings. */
  readonly wishes?: Wishes;
  /** The document that shows it; by default that of the source. */
  readonly into?: vscode.Uri | undefined;
}

/** Summarizes a source; see `withSource`. */
export async function summarizeSource(services: Services, request: SummaryRequest): Promise<void> {
  await withSource(services, summaryTask(request));
}

/** A summary of a source. */
export function summaryTask({ name, read, wishes = {}, into }: SummaryRequest): SourceTask {
  return {
    name,
    read,
    into,
    title: ({ title, part, lines }) =>
      lines === '' ? `Summarizing ${title}` : `Summarizing ${part} of ${title}`,
    shown: (source, settings) => ({ style: chosenStyle(source, wishes, settings).label, wishes }),
    perform: async (source, { text }, options, settings) => {
      const { style, prompt } = chosenStyle(source, wishes, settings);
      const { length = settings.length, language = settings.language } = wishes;
      const instructions = [prompt, settings.instructions].filter((one) => one.trim() !== '').join('\n');
      const wanted = Object.entries({ style, length, language, instructions }).filter(
        ([, wish]) => wish !== undefined && wish.trim() !== '',
      );
      const about = { ...aboutSource(source, settings), ...Object.fromEntries(wanted) };
      if (source.image !== undefined) {
        const { describeImage } = await import('../../call/describeImage.js');
        return await describeImage(source.image, { ...options, about });
      }
      const { summarize } = await import('../../call/summarize.js');
      return await summarize(text, { ...options, about });
    },
  };
}
