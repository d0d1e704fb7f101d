import * as path from 'node:path';
import type * as vscode from 'vscode';
import { repositoryOf, type GitApi } from './gitApi.js';
import { runGit } from './runGit.js';

/**
 * Tells which files in a folder `.gitignore` names. Git itself is asked: nested, global and private ignore files, and
 * files that are tracked nevertheless, follow its rules. Without Git there are none.
 */
export async function gitIgnored(
  api: GitApi | undefined,
  folder: vscode.Uri,
  signal: AbortSignal,
): Promise<(uri: vscode.Uri) => boolean> {
  if (api === undefined || folder.scheme !== 'file') return () => false;
  // A folder may hold repositories, or be in one.
  const inside = api.repositories.filter(({ rootUri }) => rootUri.path.startsWith(`${folder.path}/`));
  const around = repositoryOf(api, folder);
  const perRepository = await Promise.all(
    [...(around === undefined ? [] : [around]), ...inside].map(async ({ rootUri }) => {
      const root = rootUri.fsPath;
      const where = rootUri === around?.rootUri ? folder.fsPath : root;
      // Whole folders are named once.
      const args = [
        'ls-files',
        '-z',
        '--others',
        '--ignored',
        '--exclude-standard',
        '--directory',
        '--',
        where,
      ];
      const listed = await runGit({ path: api.path, root }, args, signal);
      return listed.split('\0').flatMap((name) => (name === '' ? [] : path.resolve(root, name)));
    }),
  );
  const ignored = new Set(perRepository.flat());
  // Who chooses a folder that is ignored wants it.
  if (ignored.size === 0 || ignored.has(folder.fsPath)) return () => false;
  return ({ fsPath }) => {
    for (let at = fsPath; ; at = path.dirname(at)) {
      if (ignored.has(at)) return true;
      if (at.length <= folder.fsPath.length) return false;
    }
  };
}
