import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { FileText } from './fileText.js';
import { assertIsNotIgnored } from './ignoredFiles.js';
import { CELL_SCHEME, cellOf, cellTitle, textOfCell } from './notebookCells.js';
import type { SourceText } from './sourceText.js';

/** Whether a file is a notebook, rather than the JSON that it is made of; a cell of one has the same path. */
export function isNotebookFile({ scheme, path }: vscode.Uri): boolean {
  return scheme !== CELL_SCHEME && path.toLowerCase().endsWith('.ipynb');
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
 * A cell of a notebook, by the URI of its document. Where the notebook is closed, that is opened first, and the cell is
 * the one that VS Code itself would show.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`
 */
export async function cellText(uri: vscode.Uri): Promise<SourceText> {
  await assertIsNotIgnored({ uri });
  let cell = cellOf({ uri });
  if (cell === undefined) {
    // A cell's URI keeps only the path; one of a notebook elsewhere is found while that is open.
    await opened(vscode.Uri.file(uri.path));
    cell = cellOf({ uri });
  }
  if (cell !== undefined) return await cellsText([cell], cell.notebook.uri);
  throw new SummarizeError(
    'nothingToSummarize',
    'This cell is not in its notebook any more; open the notebook, and summarize another cell.',
  );
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
