import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { harmless } from '../notify/messages.js';
import { asked } from './asked.js';
import { openDocument, readDocument } from './document.js';
import { assertIsNotIgnored } from './ignoredFiles.js';
import type { ReadSource, SourceText } from './sourceText.js';

/** A comparison of two texts: the user chooses one of them, or what changed between them. */
export function diffSource({ original, modified }: vscode.TabInputTextDiff): ReadSource {
  return asked(async () => {
    const left: ReadSource = async () => await readDocument(original);
    const right: ReadSource = async () => await readDocument(modified);
    const items = [
      { label: 'Changes', description: 'what is different on the right', read: changes(original, modified) },
      { label: 'Right Side', description: harmless(nameOf(modified)), read: right },
      { label: 'Left Side', description: harmless(nameOf(original)), read: left },
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: 'Summarize Comparison',
      placeHolder: 'Select what to summarize',
    });
    return chosen?.read;
  });
}

/** As the two texts are in the editor, with unsaved changes; so it needs no Git, and works for any two files. */
function changes(original: vscode.Uri, modified: vscode.Uri): ReadSource {
  return async (): Promise<SourceText> => {
    for (const uri of [original, modified]) await assertIsNotIgnored({ uri });
    const [before, after] = await Promise.all([openDocument(original), openDocument(modified)]);
    const { lineDiff } = await import('../../text/lineDiff.js');
    const diff = lineDiff(before.getText(), after.getText());
    if (diff === '') {
      throw new SummarizeError('nothingToSummarize', 'Nothing changed here; summarize one of the two sides.');
    }
    const [from, to] = [nameOf(original), nameOf(modified)];
    return {
      text: `--- ${from}\n+++ ${to}\n${diff}\n`,
      title: from === to ? to : `${from} ↔ ${to}`,
      part: 'changes',
      lines: 'changes',
      firstLine: undefined,
      languageId: 'diff',
      identity: ['changes', original.toString(), modified.toString()].join(' '),
    };
  };
}

function nameOf({ path }: vscode.Uri): string {
  return path.split('/').at(-1) ?? path;
}
