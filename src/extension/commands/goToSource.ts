import * as vscode from 'vscode';
import type { Services } from '../services.js';
import type { SummaryState } from '../../summary/state.js';
import { isImageFile } from '../sources/image.js';
import { openSource } from '../summaries/sourceEditor.js';
import { activeSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

/** Opens the source of a summary and selects its lines. */
export async function goToSource(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Go to Source',
    run: async () => {
      const { state } = await activeSummary(services, given);
      const image = imageOf(state);
      if (image !== undefined) {
        await vscode.commands.executeCommand('vscode.open', image);
        return;
      }
      const { editor, ranges } = await openSource(state);
      const [first, ...others] = ranges;
      if (first === undefined) return;
      editor.selections = [first, ...others].map(({ start, end }) => new vscode.Selection(start, end));
      editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    },
  });
}

/** An image has no lines, and opens in an editor of its own. */
function imageOf({ document }: SummaryState): vscode.Uri | undefined {
  const uri = document === undefined ? undefined : vscode.Uri.parse(document, true);
  return uri !== undefined && isImageFile(uri) ? uri : undefined;
}
