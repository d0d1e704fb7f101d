import { stripVTControlCharacters } from 'node:util';
import * as vscode from 'vscode';
import * as z from 'zod';

/** The most of an output that is taken, in UTF-16 code units: its begin and its end. */
const MAX_OUTPUT = 20_000;

/** The kinds of output that are text, best first; what a notebook shows as a picture or a widget is not. */
const MIMES = [
  'application/vnd.code.notebook.error',
  'application/vnd.code.notebook.stdout',
  'application/vnd.code.notebook.stderr',
  'text/markdown',
  'text/plain',
  'text/latex',
  'application/json',
  'text/html',
];

const errorShape = z.object({
  name: z.string().default('Error'),
  message: z.string().default(''),
  stack: z.string().default(''),
});

/** The scheme of the documents that are the texts of cells; the path is that of the notebook. */
export const CELL_SCHEME = 'vscode-notebook-cell';

/** The cell that a document is the text of. */
export function cellOf({ uri }: { readonly uri: vscode.Uri }): vscode.NotebookCell | undefined {
  if (uri.scheme !== CELL_SCHEME) return undefined;
  const key = uri.toString();
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => document.uri.toString() === key);
    if (cell !== undefined) return cell;
  }
  return undefined;
}

/** "report.ipynb, cell 3", counted from the top, because a cell that never ran has no other number. */
export function cellTitle({ notebook, index }: vscode.NotebookCell): string {
  return `${notebook.uri.path.split('/').at(-1) ?? ''}, cell ${String(index + 1)}`;
}

/** A cell as Markdown, with what it printed. */
export interface CellText {
  readonly text: string;
  /** Outputs that were cut, because they are long. */
  readonly cut: number;
  /** Outputs that are no text, such as pictures. */
  readonly skipped: number;
}

/** Writes a cell as a reader of a notebook sees it: prose as it is, code and outputs in fences. */
export function textOfCell({ kind, document, outputs }: vscode.NotebookCell): CellText {
  const source = document.getText();
  if (kind === vscode.NotebookCellKind.Markup) return { text: source, cut: 0, skipped: 0 };
  const texts = outputs.map(textOfOutput);
  const printed = texts.flatMap((text) => (text === undefined || text.trim() === '' ? [] : text));
  const pieces = [
    ...(source.trim() === '' ? [] : [fenced(source, document.languageId)]),
    ...printed.map((text) => `Output:\n\n${fenced(shortened(text), '')}`),
  ];
  return {
    text: pieces.join('\n\n'),
    cut: printed.filter((text) => text.length > MAX_OUTPUT).length,
    skipped: texts.filter((text) => text === undefined).length,
  };
}

/** The best text of an output, which notebooks give in several kinds. */
function textOfOutput({ items }: vscode.NotebookCellOutput): string | undefined {
  const [best] = MIMES.flatMap((mime) => items.find((item) => item.mime === mime) ?? []);
  if (best === undefined) return undefined;
  // What is printed in pieces is one text.
  const data = items
    .filter(({ mime }) => mime === best.mime)
    .map((item) => new TextDecoder().decode(item.data));
  const text = best.mime === MIMES[0] ? data.map(textOfError).join('\n') : data.join('');
  return stripVTControlCharacters(text);
}

function textOfError(json: string): string {
  try {
    const { name, message, stack } = errorShape.parse(JSON.parse(json));
    return stack === '' ? `${name}: ${message}` : stack;
  } catch {
    return json;
  }
}

function shortened(text: string): string {
  if (text.length <= MAX_OUTPUT) return text;
  const half = MAX_OUTPUT / 2;
  const left = (text.length - MAX_OUTPUT).toLocaleString('en-US');
  return `${text.slice(0, half)}\n[${left} characters of this output are left out]\n${text.slice(-half)}`;
}

/** The fence is longer than any in the text. */
function fenced(text: string, languageId: string): string {
  let longest = 2;
  for (const [ticks] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, ticks.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${languageId}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}
