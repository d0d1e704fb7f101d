import * as vscode from 'vscode';
import { cancelled, SummarizeError } from '../../common/errors.js';
import { gitApi } from './git/gitApi.js';
import { gitIgnored } from './git/gitIgnored.js';

/** The most files that are looked at in a folder, before `.gitignore` is applied. */
const MAX_FOUND = 50_000;

/**
 * The files in a folder that a search in VS Code would find: without those in `files.exclude`, `search.exclude` and
 * `.gitignore`; sorted by path.
 *
 * @throws {SummarizeError} `textTooLarge`
 */
export async function filesIn(folder: vscode.Uri, signal: AbortSignal): Promise<readonly vscode.Uri[]> {
  const stop = new vscode.CancellationTokenSource();
  const listener = (): void => {
    stop.cancel();
  };
  signal.addEventListener('abort', listener, { once: true });
  try {
    const everything = new vscode.RelativePattern(folder, '**/*');
    const excluded = excludedFromSearch(folder);
    const [found, isIgnored] = await Promise.all([
      // A glob comes on top of `files.exclude`.
      vscode.workspace.findFiles(everything, excluded, MAX_FOUND + 1, stop.token),
      gitApi().then(async (api) => await gitIgnored(api, folder, signal)),
    ]);
    if (signal.aborted) throw cancelled(signal.reason);
    if (found.length > MAX_FOUND) {
      throw new SummarizeError(
        'textTooLarge',
        `This folder has more than ${MAX_FOUND.toLocaleString('en-US')} files; choose one of its folders.`,
      );
    }
    return found.filter((uri) => !isIgnored(uri)).sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    signal.removeEventListener('abort', listener);
    stop.dispose();
  }
}

/** The setting has globs that are on or off; one that depends on other files is left out. */
function excludedFromSearch(folder: vscode.Uri): string | undefined {
  const globs = vscode.workspace.getConfiguration('search', folder).get<unknown>('exclude');
  const on = Object.entries(Object(globs) as object).flatMap(([glob, value]) => (value === true ? glob : []));
  return on.length === 0 ? undefined : `{${on.join(',')}}`;
}
