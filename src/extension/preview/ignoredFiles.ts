import * as vscode from 'vscode';
import { z } from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { SECTION } from '../settings.js';

const globs = z.array(z.string().trim().min(1)).optional();

/**
 * Refuses a document that the user never wants to be sent. The globs of all scopes count together, so that
 * no workspace can take one away.
 *
 * @throws {SummarizeError} `fileIgnored`, `badSetting`
 */
export function assertIsNotIgnored(document: vscode.TextDocument): void {
  const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } =
    vscode.workspace.getConfiguration(SECTION, document.uri).inspect('ignoredFiles') ?? {};
  const patterns = [defaultValue, globalValue, workspaceValue, workspaceFolderValue].flatMap((value) => {
    const parsed = globs.safeParse(value);
    if (parsed.success) return parsed.data ?? [];
    // What cannot be read could be the one that matters.
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.ignoredFiles must be a list of globs; correct it.`,
    );
  });
  const pattern = patterns.find((glob) =>
    placesOf(glob).some((place) => vscode.languages.match({ pattern: place }, document) > 0),
  );
  if (pattern === undefined) return;
  throw new SummarizeError(
    'fileIgnored',
    `This document is never sent: its name matches “${oneLine(pattern, 80)}” in the setting “ignoredFiles”; choose another document, or change the setting.`,
  );
}

/**
 * Where a glob is meant: a name without a folder in any folder, as in a `.gitignore`; an absolute one, and one that
 * begins with `**`, wherever it matches; any other in each folder of the workspace.
 */
function placesOf(glob: string): vscode.GlobPattern[] {
  if (!glob.includes('/')) return [`**/${glob}`];
  const relative = glob.replace(/^\.\//, '');
  const folders = vscode.workspace.workspaceFolders ?? [];
  return [glob, ...folders.map((folder) => new vscode.RelativePattern(folder, relative))];
}
