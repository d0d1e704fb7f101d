import * as vscode from 'vscode';
import * as z from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { SECTION } from '../settings.js';

const globs = z.array(z.string().trim().min(1)).optional();

/**
 * Rejects a document that must never be sent. The globs of all scopes are combined, so that a workspace cannot
 * remove any.
 *
 * @throws {SummarizeError} `fileIgnored`, `badSetting`
 */
export function assertIsNotIgnored(document: vscode.TextDocument): void {
  const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } =
    vscode.workspace.getConfiguration(SECTION, document.uri).inspect('ignoredFiles') ?? {};
  const patterns = [defaultValue, globalValue, workspaceValue, workspaceFolderValue].flatMap((value) => {
    const parsed = globs.safeParse(value);
    if (parsed.success) return parsed.data ?? [];
    // A glob that cannot be read may be the one that matters.
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.ignoredFiles must be a list of globs; correct it.`,
    );
  });
  const pattern = patterns.find((glob) => matchesAny([glob], document));
  if (pattern === undefined) return;
  throw new SummarizeError(
    'fileIgnored',
    `This file is never sent: it matches “${oneLine(pattern, 80)}” in “Ignored Files”; choose another one.`,
  );
}

/** Whether one of the globs applies to a document. */
export function matchesAny(globs: readonly string[], document: vscode.TextDocument): boolean {
  return globs.flatMap(placesOf).some((place) => vscode.languages.match({ pattern: place }, document) > 0);
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
