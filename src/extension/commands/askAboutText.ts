import * as vscode from 'vscode';
import { summaryText } from '../../summary/summaryText.js';
import type { SummaryState } from '../../summary/state.js';
import type { Services } from '../services.js';
import { idleSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import { aboutSource, withSource } from './withSource.js';

/** The most earlier questions that go along with a new one. */
const MAX_EARLIER = 5;

/** Asks a question about the text of a summary; the answer comes below the summary. */
export async function askAboutText(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Ask About This Text',
    run: async () => {
      const summary = await idleSummary(services, given);
      const { state, uri } = summary;
      const question = await vscode.window.showInputBox({
        title: `Ask About ${state.title}`,
        placeHolder: 'A question that the text can answer',
        validateInput: (text) => (text.length > 4000 ? 'Ask in fewer words.' : undefined),
      });
      if (question === undefined || question.trim() === '') return;
      await withSource(services, {
        name: 'Ask About This Text',
        read: services.sources.readerOf(summary),
        into: uri,
        question: { words: question.trim(), below: () => services.documents.get(uri) ?? state },
        title: ({ title }) => `Asking about ${title}`,
        shown: () => ({ style: state.style, wishes: state.wishes }),
        perform: async (source, text, options, settings) => {
          const { language = settings.language } = state.wishes;
          const about = { ...aboutSource(source, settings), ...(language.trim() !== '' && { language }) };
          if (source.image !== undefined) {
            const { describeImage } = await import('../../call/describeImage.js');
            return await describeImage(source.image, { ...options, about, question: question.trim() });
          }
          const { ask } = await import('../../call/ask.js');
          return await ask(text, question.trim(), { ...options, about, ...contextOf(state) });
        },
      });
    },
  });
}

/** What was said about the text before. */
function contextOf({ outcome, questions }: SummaryState): {
  readonly summary?: string;
  readonly earlier: readonly { readonly question: string; readonly answer: string }[];
} {
  const answered = questions.filter((asked) => asked.outcome.kind === 'done').slice(-MAX_EARLIER);
  return {
    earlier: answered.map(({ question, text }) => ({ question, answer: text })),
    ...(outcome.kind === 'done' && { summary: summaryText(outcome.answer) }),
  };
}
