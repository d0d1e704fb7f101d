import * as vscode from 'vscode';
import type { Services } from '../services.js';
import type { SummaryState } from '../../summary/state.js';
import { openSource, shownOtherwise } from '../summaries/sourceEditor.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

/** Opens the source of a summary and selects its lines. */
export async function goToSource(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Go to Source',
    run: async () => {
      await showSource((await activeSummary(services, given)).state);
    },
  });
}

/** An image has no lines, and a notebook none but of its JSON: they open in editors of their own. */
export async function showSource(state: SummaryState): Promise<void> {
  const other = shownOtherwise(state);
  if (other !== undefined) {
    await vscode.commands.executeCommand('vscode.open', other);
    return;
  }
  const { editor, ranges } = await openSource(state);
  const [first, ...others] = ranges;
  if (first === undefined) return;
  editor.selections = [first, ...others].map(({ start, end }) => new vscode.Selection(start, end));
  editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
