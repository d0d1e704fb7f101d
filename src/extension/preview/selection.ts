import type * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { assertIsNotIgnored } from './ignoredFiles.js';

/** What is to be summarized. */
export interface SelectedText {
  readonly text: string;
  /** "lines 3–20", "3 selections", "the whole document". */
  readonly part: string;
  readonly wholeDocument: boolean;
  readonly title: string;
  /** The line of the document that it begins with, from 1; for several selections there is none. */
  readonly firstLine: number | undefined;
  /** VS Code's name of its language. */
  readonly languageId: string;
  /** The same for the same text at the same place, to recognize a second click. */
  readonly identity: string;
}

/**
 * The selections of an editor, in the document's order, or the whole document when nothing is selected.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export function selectedText(editor: vscode.TextEditor | undefined): SelectedText {
  if (editor === undefined) {
    throw new SummarizeError(
      'nothingToSummarize',
      'There is no text editor to summarize; open a document and select text in it (VS Code gives extensions no document above 50 MB).',
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
        ? 'The document is empty; there is nothing to summarize.'
        : 'The selection holds no text; select some and try again.',
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

/** The part of the document that a text is, as a preview says it. */
export function describeSelected({ part, wholeDocument }: SelectedText): string {
  return wholeDocument ? 'the whole document (nothing was selected)' : part;
}

function describePart(selections: readonly vscode.Selection[]): string {
  const [first, ...others] = selections;
  if (first === undefined) return 'the whole document';
  if (others.length > 0) return `${String(selections.length)} selections`;
  const from = first.start.line + 1;
  const to = first.end.line + (first.end.character === 0 && first.end.line > first.start.line ? 0 : 1);
  return from === to ? `line ${String(from)}` : `lines ${String(from)}–${String(to)}`;
}
