import * as vscode from 'vscode';
import * as z from 'zod';
import type { Services } from '../services.js';
import type { LineRange, SummaryState } from '../../summary/state.js';
import { openSource, shownOtherwise } from '../summaries/sourceEditor.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

const line = z.int().positive();
const lineRange = z.object({ from: line, to: line });

/**
 * Opens the source of a summary and selects its lines.
 *
 * @param lines others of it, that a link in the preview leads to
 */
export async function goToSource(services: Services, given: unknown, lines?: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Go to Source',
    run: async () => {
      await showSource((await activeSummary(services, given)).state, lineRange.safeParse(lines).data);
    },
  });
}

/** An image has no lines, and a notebook none but of its JSON: they open in editors of their own. */
export async function showSource(state: SummaryState, lines?: LineRange): Promise<void> {
  const other = shownOtherwise(state);
  if (other !== undefined) {
    await vscode.commands.executeCommand('vscode.open', other);
    return;
  }
  const { editor, ranges } = await openSource(state);
  const { document } = editor;
  const linked = lines && document.validateRange(new vscode.Range(lines.from - 1, 0, lines.to - 1, Infinity));
  const [first, ...others] = linked === undefined ? ranges : [linked];
  if (first === undefined) return;
  editor.selections = [first, ...others].map(({ start, end }) => new vscode.Selection(start, end));
  editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
