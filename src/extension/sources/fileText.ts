import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Why a file is not among those that are summarized together, in words. */
export type Omission = 'binary' | 'too large' | 'in “Ignored Files”' | 'a link to elsewhere' | 'unreadable';

/** The text of a file, or why it is left out. */
export type FileText = { readonly text: string } | { readonly omission: Omission };

/** Among several files, one above this size in bytes is data rather than text for a reader. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** How much of a file decides whether it is binary: as much as Git looks at. */
const LOOKED_AT = 8000;

/** What must not be read. */
export interface ReadingRules {
  /** Tells the glob in “Ignored Files” that a file matches, if any. */
  readonly patternFor: (uri: vscode.Uri) => string | undefined;
  /** The folder that the user chose; undefined for a file that was chosen itself, wherever it leads. */
  readonly within: vscode.Uri | undefined;
}

/**
 * Why a file must not be read, if it must not. A repository may come with a link to any file of the user's, whose
 * name tells nothing.
 */
export async function forbidden(
  uri: vscode.Uri,
  { patternFor, within }: ReadingRules,
): Promise<Omission | undefined> {
  if (patternFor(uri) !== undefined) return 'in “Ignored Files”';
  if (uri.scheme !== 'file') return undefined;
  try {
    const real = await realpath(uri.fsPath);
    if (within !== undefined && !isInside(real, await realpath(within.fsPath))) return 'a link to elsewhere';
    return patternFor(vscode.Uri.file(real)) === undefined ? undefined : 'in “Ignored Files”';
  } catch {
    return 'unreadable';
  }
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Reads a file as the editor has it, with its unsaved changes, or else as it is on the disk; opens no document. */
export async function readFileText(uri: vscode.Uri): Promise<FileText> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open !== undefined) return { text: open.getText() };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_FILE_BYTES) return { omission: 'too large' };
    const bytes = await vscode.workspace.fs.readFile(uri);
    return isBinary(bytes) ? { omission: 'binary' } : { text: await decoded(bytes, uri) };
  } catch {
    return { omission: 'unreadable' };
  }
}

/** A text has no NUL, except in UTF-16, which begins with its mark. */
function isBinary(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return !isUtf16 && bytes.subarray(0, LOOKED_AT).includes(0);
}

/** VS Code knows other encodings, but its answer comes from another process; most files need none. */
async function decoded(bytes: Uint8Array, uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return await vscode.workspace.decode(bytes, { uri });
  }
}
