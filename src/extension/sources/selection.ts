import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import { assertIsNotIgnored, linkedName } from './ignoredFiles.js';
import { cellOf, cellTitle } from './notebookCells.js';
import { sourceRange, type ReadSource, type SourceText } from './sourceText.js';

/**
 * The selections in an editor, or the entire file if nothing is selected. Again, it is the same lines, whatever is
 * selected by then.
 */
export function readSelection({ document, selections }: vscode.TextEditor): ReadSource {
  return readRanges(document, selections);
}

/** Ranges of a document that may be closed by the time they are read again; all of it if there are none. */
export function readRanges(document: vscode.TextDocument, ranges: readonly vscode.Range[]): ReadSource {
  return async () => await rangesOf(await reopened(document), ranges);
}

/** One that was never saved still has its last text. */
async function reopened(document: vscode.TextDocument): Promise<vscode.TextDocument> {
  if (!document.isClosed || document.isUntitled) return document;
  try {
    return await vscode.workspace.openTextDocument(document.uri);
  } catch {
    return document;
  }
}

/**
 * Ranges of a document, in its order, or all of it if they are empty.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export async function rangesOf(
  document: vscode.TextDocument,
  given: readonly vscode.Range[],
): Promise<SourceText> {
  await assertIsNotIgnored(document);
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
  const cell = cellOf(document);
  const places = ranges.map(({ start, end }) =>
    [start.line, start.character, end.line, end.character].join('.'),
  );
  return {
    text,
    ...describe(ranges, cell === undefined ? 'entire file' : 'entire cell'),
    firstLine: ranges.length > 1 ? undefined : (ranges[0]?.start.line ?? 0) + 1,
    languageId: document.languageId,
    title: cell === undefined ? (uri.path.split('/').at(-1) ?? uri.path) : cellTitle(cell),
    leadsTo: await linkedName(uri),
    identity: [uri.toString(), ...places].join(' '),
    place: { uri, ranges },
  };
}

function describe(ranges: readonly vscode.Range[], whole: string): Pick<SourceText, 'part' | 'lines'> {
  const [first, ...others] = ranges;
  if (first === undefined) return { part: whole, lines: '' };
  const { from } = sourceRange(first);
  const { to } = sourceRange(others.at(-1) ?? first);
  const lines = from === to ? `L${String(from)}` : `L${String(from)}–${String(to)}`;
  if (others.length > 0) return { part: `${String(ranges.length)} selections`, lines };
  return { part: from === to ? `line ${String(from)}` : `lines ${String(from)}–${String(to)}`, lines };
}
