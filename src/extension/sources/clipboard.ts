import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { ReadSource, SourceText } from './sourceText.js';

/**
 * The text in the clipboard. Again, it is the same text, because the summary itself may be in the clipboard by then.
 */
export function clipboardText(): ReadSource {
  let read: SourceText | undefined;
  return async () => (read ??= await readClipboard());
}

async function readClipboard(): Promise<SourceText> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'The clipboard holds no text; copy some, and try again.');
  }
  const lines = text.trimEnd().split('\n').length;
  return {
    text,
    title: 'Clipboard',
    part: lines === 1 ? '1 line' : `${lines.toLocaleString('en-US')} lines`,
    lines: '',
    firstLine: undefined,
    languageId: 'plaintext',
    identity: 'clipboard',
  };
}
