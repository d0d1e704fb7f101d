import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import * as z from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { SECTION } from '../settings.js';
import { CELL_SCHEME } from './notebookCells.js';
import { unreadDocument } from './unreadDocument.js';

const globs = z.array(z.string().trim().min(1)).optional();

/**
 * Rejects a file that must never be sent, or a link to one, whose name tells nothing.
 *
 * @param document a document, or what has the URI of one
 * @throws {SummarizeError} `fileIgnored`, `badSetting`
 */
export async function assertIsNotIgnored({ uri }: { readonly uri: vscode.Uri }): Promise<void> {
  const patternFor = ignoredFiles();
  const pattern = patternFor(uri) ?? patternFor(await withoutLinks(uri));
  if (pattern === undefined) return;
  throw new SummarizeError(
    'fileIgnored',
    `This file is never sent: it matches “${oneLine(pattern, 80)}” in “Ignored Files”; choose another one.`,
  );
}

/** A file on the disk without the links on the way to it; one that is not there, or is elsewhere, as it is. */
async function withoutLinks(uri: vscode.Uri): Promise<vscode.Uri> {
  if (uri.scheme !== 'file' && uri.scheme !== CELL_SCHEME) return uri;
  try {
    return vscode.Uri.file(await realpath(uri.fsPath));
  } catch {
    // It may still be open; otherwise, reading it says what is wrong.
    return uri;
  }
}

/** The name of the file that a link leads to, which may tell what is in it; undefined if there is no link. */
export async function linkedName(uri: vscode.Uri): Promise<string | undefined> {
  const name = (await withoutLinks(uri)).path.split('/').at(-1);
  return name === uri.path.split('/').at(-1) ? undefined : name;
}

/**
 * Tells the glob in “Ignored Files” that a file matches, if any; for many files, because the setting is read once.
 *
 * @returns what throws a `SummarizeError` (`badSetting`)
 */
export function ignoredFiles(): (uri: vscode.Uri) => string | undefined {
  const known = new Map<string, readonly string[]>();
  return (uri) => {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
    const patterns = known.get(folder) ?? patternsFor(uri);
    known.set(folder, patterns);
    return patterns.find((glob) => matchesAny([glob], uri));
  };
}

/** Whether a file is in the place that a glob names; it need not be open, or exist. */
function matches(pattern: vscode.GlobPattern, uri: vscode.Uri): boolean {
  return vscode.languages.match({ pattern }, unreadDocument(uri)) > 0;
}

/** Whether one of the globs applies to a file. */
export function matchesAny(globs: readonly string[], uri: vscode.Uri): boolean {
  return globs.some((glob) => placesOf(glob).some((place) => matches(place, uri)));
}

/** The globs of all scopes together, so that a workspace cannot remove any. */
function patternsFor(uri: vscode.Uri): readonly string[] {
  const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } =
    vscode.workspace.getConfiguration(SECTION, uri).inspect('ignoredFiles') ?? {};
  return [defaultValue, globalValue, workspaceValue, workspaceFolderValue].flatMap((value) => {
    const parsed = globs.safeParse(value);
    if (parsed.success) return parsed.data ?? [];
    // A glob that cannot be read may be the one that matters.
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.ignoredFiles must be a list of globs; correct it.`,
    );
  });
}

/**
 * Where a glob applies: a bare name in any folder, as in `.gitignore`; an absolute glob, or one that begins with
 * `**`, anywhere; any other in each folder of the workspace.
 */
function placesOf(glob: string): vscode.GlobPattern[] {
  if (!glob.includes('/')) return [`**/${glob}`];
  const relative = glob.replace(/^\.\//, '');
  const folders = vscode.workspace.workspaceFolders ?? [];
  return [glob, ...folders.map((folder) => new vscode.RelativePattern(folder, relative))];
}
