import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { assertIsNotIgnored } from './ignoredFiles.js';
import { sourceRange, type SourceText } from './sourceText.js';

/**
 * The selections in an editor, in document order, or the entire file if nothing is selected.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export function selectedText(editor: vscode.TextEditor | undefined): SourceText {
  if (editor === undefined) {
    // VS Code shows a binary or large file in a text tab, but gives extensions no editor for it.
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    throw new SummarizeError(
      'nothingToSummarize',
      activeTab?.input instanceof vscode.TabInputText
        ? 'Extensions cannot read this file; it may be binary or larger than 50 MB. Open another text file.'
        : 'Open a text file to summarize.',
    );
  }
  return rangesOf(editor.document, editor.selections);
}

/**
 * Ranges of a document, in its order, or all of it if they are empty.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export function rangesOf(document: vscode.TextDocument, given: readonly vscode.Range[]): SourceText {
  assertIsNotIgnored(document);
  const ranges = given.filter((range) => !range.isEmpty).sort((a, b) => a.start.compareTo(b.start));
  const text =
    ranges.length === 0 ? document.getText() : ranges.map((range) => document.getText(range)).join('\n\n');
  if (text.trim() === '') {
    throw new SummarizeError(
      'nothingToSummarize',
      ranges.length === 0
        ? 'This file is empty; open another one to summarize.'
        : 'The selection contains no text; select some and try again.',
    );
  }
  const { uri } = document;
  const places = ranges.map(({ start, end }) =>
    [start.line, start.character, end.line, end.character].join('.'),
  );
  return {
    text,
    ...describe(ranges),
    firstLine: ranges.length > 1 ? undefined : (ranges[0]?.start.line ?? 0) + 1,
    languageId: document.languageId,
    title: uri.path.split('/').at(-1) ?? uri.path,
    identity: [uri.toString(), ...places].join(' '),
    place: { uri, ranges },
  };
}

function describe(ranges: readonly vscode.Range[]): Pick<SourceText, 'part' | 'lines'> {
  const [first, ...others] = ranges;
  if (first === undefined) return { part: 'entire file', lines: '' };
  const { from } = sourceRange(first);
  const { to } = sourceRange(others.at(-1) ?? first);
  const lines = from === to ? `L${String(from)}` : `L${String(from)}–${String(to)}`;
  if (others.length > 0) return { part: `${String(ranges.length)} selections`, lines };
  return { part: from === to ? `line ${String(from)}` : `lines ${String(from)}–${String(to)}`, lines };
}
