import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { FileText } from './fileText.js';
import { assertIsNotIgnored } from './ignoredFiles.js';
import { cellTitle, textOfCell } from './notebookCells.js';
import type { SourceText } from './sourceText.js';

/** Whether a file is a notebook, rather than the JSON that it is made of. */
export function isNotebookFile({ path }: vscode.Uri): boolean {
  return path.toLowerCase().endsWith('.ipynb');
}

/**
 * A notebook as text: its cells and what they printed, not the JSON that it is kept in.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export async function notebookText(uri: vscode.Uri): Promise<SourceText> {
  await assertIsNotIgnored({ uri });
  const notebook = await opened(uri);
  return await cellsText(notebook.getCells(), uri);
}

/**
 * Cells of one notebook, in its order.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export async function cellsText(cells: readonly vscode.NotebookCell[], uri: vscode.Uri): Promise<SourceText> {
  await assertIsNotIgnored({ uri });
  const [first] = cells;
  const isWhole = first === undefined || cells.length === first.notebook.cellCount;
  const written = cells.map(textOfCell);
  const text = written.flatMap((cell) => (cell.text.trim() === '' ? [] : cell.text)).join('\n\n');
  if (text === '') {
    throw new SummarizeError(
      'nothingToSummarize',
      isWhole
        ? 'This notebook has no text; open another one to summarize.'
        : 'This cell has no text; choose another one.',
    );
  }
  const isOne = cells.length === 1 && !isWhole;
  const total = (what: 'cut' | 'skipped'): number => written.reduce((sum, cell) => sum + cell[what], 0);
  const name = uri.path.split('/').at(-1) ?? '';
  return {
    text,
    title: isOne ? cellTitle(first) : name,
    part: [
      isOne
        ? first.outputs.length > 0
          ? 'with its output'
          : 'entire cell'
        : cells.length === 1
          ? '1 cell'
          : `${String(cells.length)} cells`,
      ...counted(total('cut'), 'shortened'),
      ...counted(total('skipped'), 'left out'),
    ].join(', '),
    lines: '',
    firstLine: undefined,
    languageId: 'markdown',
    identity: [uri.toString(), ...(isWhole ? [] : cells.map(({ document }) => document.uri.fragment))].join(
      ' ',
    ),
    place: { uri: isOne ? first.document.uri : uri, ranges: [] },
  };
}

/** A notebook among several files. */
export async function notebookFileText(uri: vscode.Uri): Promise<FileText> {
  try {
    const notebook = await opened(uri);
    return {
      text: notebook
        .getCells()
        .map((cell) => textOfCell(cell).text)
        .join('\n\n'),
    };
  } catch {
    return { omission: 'unreadable' };
  }
}

async function opened(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const key = uri.toString();
  const open = vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === key);
  if (open !== undefined) return open;
  try {
    return await vscode.workspace.openNotebookDocument(uri);
  } catch (error) {
    throw new SummarizeError(
      'nothingToSummarize',
      'VS Code cannot read this notebook; open it to see what is wrong, and try again.',
      { cause: error },
    );
  }
}

function counted(outputs: number, what: string): string[] {
  if (outputs === 0) return [];
  return [outputs === 1 ? `1 output ${what}` : `${String(outputs)} outputs ${what}`];
}
