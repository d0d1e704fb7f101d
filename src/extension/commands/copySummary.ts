import * as vscode from 'vscode';
import { summaryText } from '../../summary/summaryText.js';
import type { Services } from '../services.js';
import { activeSummary, answerOf } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

/** Copies the summary alone, as Markdown. */
export async function copySummary(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Copy Summary',
    run: async () => {
      const answer = answerOf(await activeSummary(services, given));
      await vscode.env.clipboard.writeText(summaryText(answer).trim());
      vscode.window.setStatusBarMessage('$(check) Summary copied', 3000);
    },
  });
}
