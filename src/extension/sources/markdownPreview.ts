import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { readDocument } from './document.js';
import { readRanges } from './selection.js';
import type { ReadSource } from './sourceText.js';

/** A name of what is shown in a tab, without what VS Code puts around it, in whatever language. */
const MARKDOWN = /\.(?:md|mkd|mdwn|mdown|markdown|markdn|mdtxt|mdtext|workbook)$/i;

/**
 * The file that a Markdown preview shows. VS Code tells extensions only the tab's label ("Preview notes.md"); where
 * that is not enough, the preview itself is asked to open its source.
 */
export function previewedFile(label: string, viewType: string): ReadSource {
  if (!viewType.endsWith('markdown.preview')) {
    const message = 'Extensions cannot read what this tab shows; open its file as text.';
    return () => Promise.reject(new SummarizeError('nothingToSummarize', message));
  }
  const [document, ...others] = vscode.workspace.textDocuments.filter(({ languageId, uri }) => {
    const name = uri.path.split('/').at(-1) ?? '';
    return (
      (languageId === 'markdown' || MARKDOWN.test(name)) &&
      uri.scheme !== 'mcp-summary' &&
      label.endsWith(name)
    );
  });
  if (document !== undefined && others.length === 0) return readRanges(document, []);
  let found: vscode.Uri | undefined;
  return async () => {
    found ??= await shownSource();
    return await readDocument(found);
  };
}

async function shownSource(): Promise<vscode.Uri> {
  await vscode.commands.executeCommand('markdown.showSource');
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri !== undefined) return uri;
  throw new SummarizeError('nothingToSummarize', 'Open the file of this preview, and summarize it there.');
}
