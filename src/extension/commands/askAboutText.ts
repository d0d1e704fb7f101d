import * as vscode from 'vscode';
import { summaryText } from '../../summary/summaryText.js';
import type { SummaryState } from '../../summary/state.js';
import type { Services } from '../services.js';
import { idleSummary } from './activeSummary.js';
import { MAX_EARLIER, questionTask, type SourceQuestion } from './askSource.js';
import { withNextSteps } from './nextSteps.js';
import { withSource } from './withSource.js';

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
      const words = question.trim();
      const task = questionTask({
        question: words,
        read: services.sources.readerOf(summary),
        style: state.style,
        wishes: state.wishes,
        context: contextOf(state),
      });
      const below = (): SummaryState => services.documents.get(uri) ?? state;
      await withSource(services, { ...task, into: uri, question: { words, below } });
    },
  });
}

/** What was said about the text before. */
function contextOf({ outcome, questions, digest }: SummaryState): SourceQuestion['context'] {
  const answered = questions.filter((asked) => asked.outcome.kind === 'done').slice(-MAX_EARLIER);
  return {
    digest,
    earlier: answered.map(({ question, text }) => ({ question, answer: text })),
    ...(outcome.kind === 'done' && { summary: summaryText(outcome.answer) }),
  };
}
