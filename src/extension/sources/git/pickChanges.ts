import * as vscode from 'vscode';
import { SummarizeError } from '../../../common/errors.js';
import { harmless } from '../../notify/messages.js';
import { asked } from '../asked.js';
import type { ReadSource } from '../sourceText.js';
import { changesSource } from './changes.js';
import { neededGitApi, repositoryOf, type GitApi, type GitRepository } from './gitApi.js';
import type { DiffOf } from './gitDiff.js';
import { runGit, type GitPlace } from './runGit.js';

/** How many commits are offered. */
const COMMITS = 50;

/** Where the user asked for changes, as far as it is known. */
export interface ChangesPlace {
  /** A file or folder in the repository. */
  readonly uri?: vscode.Uri | undefined;
  /** A group of the Source Control view, which needs no question. */
  readonly group?: string | undefined;
}

interface Item extends vscode.QuickPickItem {
  /** None of a separator. */
  readonly read?: () => Promise<ReadSource>;
}

/** Changes that the user chooses: of the working tree, staged ones, those of the branch or of a commit. */
export function chosenChanges({ uri, group }: ChangesPlace): ReadSource {
  return asked(async (signal) => {
    const api = await neededGitApi();
    const repository = repositoryFor(api, uri);
    const known = group === undefined ? undefined : ofGroup(group, repository);
    if (known !== undefined) return changesSource(known, api.path, repository);
    const name = repository.rootUri.path.split('/').at(-1) ?? '';
    const chosen = await vscode.window.showQuickPick(itemsFor(api, repository, signal), {
      title: `Summarize Changes in ${harmless(name)}`,
      placeHolder: 'Select changes, or a commit',
      matchOnDescription: true,
    });
    return await chosen?.read?.();
  });
}

function repositoryFor(api: GitApi, uri: vscode.Uri | undefined): GitRepository {
  const active = uri ?? vscode.window.activeTextEditor?.document.uri;
  const repository =
    (active && repositoryOf(api, active)) ??
    api.repositories.find(({ isSelected }) => isSelected) ??
    api.repositories[0];
  if (repository !== undefined) return repository;
  throw new SummarizeError(
    'nothingToSummarize',
    'There is no Git repository here; open a folder that is in one, and try again.',
  );
}

/** The groups of VS Code's Git extension; another one is left to the user. */
function ofGroup(group: string, { rootUri }: GitRepository): DiffOf | undefined {
  if (group === 'index') return { kind: 'staged' };
  if (group === 'untracked') return { kind: 'untracked' };
  if (group !== 'workingTree' && group !== 'merge') return undefined;
  return { kind: 'workingTree', untracked: untrackedSetting(rootUri) === 'mixed' };
}

function untrackedSetting(root: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration('git', root).get('untrackedChanges');
}

async function itemsFor(api: GitApi, repository: GitRepository, signal: AbortSignal): Promise<Item[]> {
  const { rootUri, branch } = repository;
  const source = (what: DiffOf) => async () =>
    await Promise.resolve(changesSource(what, api.path, repository));
  const commits = await recentCommits(api, repository, signal);
  return [
    {
      label: '$(edit) Working Tree Changes',
      description: 'what is not staged',
      read: source({ kind: 'workingTree', untracked: untrackedSetting(rootUri) !== 'hidden' }),
    },
    { label: '$(check) Staged Changes', read: source({ kind: 'staged' }) },
    ...(branch === undefined
      ? []
      : [
          {
            label: '$(git-branch) Changes of This Branch',
            description: `what ${harmless(branch)} adds to its base`,
            read: async () =>
              changesSource(await rangeOf(branch, api, repository, signal), api.path, repository),
          },
        ]),
    { label: 'Commits', kind: vscode.QuickPickItemKind.Separator },
    ...commits.map(({ hash, subject, when }) => ({
      label: `$(git-commit) ${harmless(subject)}`,
      description: `${hash.slice(0, 7)} · ${when}`,
      read: source({ kind: 'commit', commit: hash }),
    })),
  ];
}

async function rangeOf(
  head: string,
  { path }: GitApi,
  repository: GitRepository,
  signal: AbortSignal,
): Promise<DiffOf> {
  const known = await repository.baseOf(head);
  // A name that begins with a dash would be an option for Git.
  if (known !== undefined && known !== head && !known.startsWith('-'))
    return { kind: 'range', base: known, head };
  // VS Code knows only bases that have been published.
  for (const base of ['main', 'master']) {
    const git = { path, root: repository.rootUri.fsPath };
    if (base !== head && (await isBranch(base, git, signal))) return { kind: 'range', base, head };
  }
  throw new SummarizeError(
    'nothingToSummarize',
    'The base of this branch is not known; publish the branch it was made from, or choose a commit.',
  );
}

async function isBranch(name: string, git: GitPlace, signal: AbortSignal): Promise<boolean> {
  try {
    await runGit(git, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}

interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly when: string;
}

async function recentCommits(
  { path }: GitApi,
  { rootUri }: GitRepository,
  signal: AbortSignal,
): Promise<readonly Commit[]> {
  try {
    const args = ['log', '-z', `-n${String(COMMITS)}`, '--format=%H%x09%cr%x09%s', '--'];
    const listed = await runGit({ path, root: rootUri.fsPath }, args, signal);
    return listed.split('\0').flatMap((line) => {
      const [hash = '', when = '', ...subject] = line.split('\t');
      return hash === '' ? [] : { hash, when, subject: subject.join('\t') };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    // A repository without a commit has no log.
    return [];
  }
}
