import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { assertIsNotIgnored } from './ignoredFiles.js';

/** The text to summarize. */
export interface SelectedText {
  readonly text: string;
  /** "lines 3–20", "3 selections", "entire file". */
  readonly part: string;
  readonly wholeDocument: boolean;
  readonly title: string;
  /** The first line in the document, from 1; undefined for several selections. */
  readonly firstLine: number | undefined;
  /** VS Code's language identifier. */
  readonly languageId: string;
  /** Equal for the same text in the same place, to recognize a second click. */
  readonly identity: string;
}

/**
 * The selections in an editor, in document order, or the entire file if nothing is selected.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export function selectedText(editor: vscode.TextEditor | undefined): SelectedText {
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
  const { document } = editor;
  assertIsNotIgnored(document);
  const selections = editor.selections
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start));
  const text =
    selections.length === 0
      ? document.getText()
      : selections.map((selection) => document.getText(selection)).join('\n\n');
  if (text.trim() === '') {
    throw new SummarizeError(
      'nothingToSummarize',
      selections.length === 0
        ? 'This file is empty; open another one to summarize.'
        : 'The selection contains no text; select some and try again.',
    );
  }
  const ranges = selections.map(({ start, end }) =>
    [start.line, start.character, end.line, end.character].join('.'),
  );
  return {
    text,
    part: describePart(selections),
    wholeDocument: selections.length === 0,
    firstLine: selections.length > 1 ? undefined : (selections[0]?.start.line ?? 0) + 1,
    languageId: document.languageId,
    title: document.uri.path.split('/').at(-1) ?? document.uri.path,
    identity: [document.uri.toString(), String(document.version), ...ranges].join(' '),
  };
}

function describePart(selections: readonly vscode.Selection[]): string {
  const [first, ...others] = selections;
  if (first === undefined) return 'entire file';
  if (others.length > 0) return `${String(selections.length)} selections`;
  const from = first.start.line + 1;
  const to = first.end.line + (first.end.character === 0 && first.end.line > first.start.line ? 0 : 1);
  return from === to ? `line ${String(from)}` : `lines ${String(from)}–${String(to)}`;
}
