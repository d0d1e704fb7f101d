import * as vscode from 'vscode';
import { summaryText } from '../../summary/summaryText.js';
import { commented } from '../../text/commented.js';
import type { Services } from '../services.js';
import { commentSyntaxOf } from '../summaries/commentSyntax.js';
import { editSource, inLinesOf, openSource } from '../summaries/sourceEditor.js';
import { activeSummary, answerOf } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';

const WIDTH = 100;

/** Inserts a summary above its source, in the comments of its language. */
export async function insertAsComment(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Insert Above as Comment',
    run: async () => {
      const summary = await activeSummary(services, given);
      const text = summaryText(answerOf(summary));
      const { editor, ranges } = await openSource(summary.state);
      const { document } = editor;
      const line = document.lineAt(ranges[0]?.start.line ?? 0);
      const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
      const comment = commented(text, await commentSyntaxOf(document.languageId), { indent, width: WIDTH });
      const at = line.range.start;
      await editSource(editor, (edit) => {
        edit.insert(at, inLinesOf(document, comment));
      });
      editor.selection = new vscode.Selection(at, at);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    },
  });
}
