import { SummarizeError } from '../../../common/errors.js';
import type { ReadSource } from '../sourceText.js';
import type { GitRepository } from './gitApi.js';
import { gitDiff, type DiffOf } from './gitDiff.js';
import type { GitPlace } from './runGit.js';

/** Changes in a repository; read again, those that are there by then. */
export function changesSource(what: DiffOf, path: string, { rootUri, branch }: GitRepository): ReadSource {
  const git: GitPlace = { path, root: rootUri.fsPath };
  const title = titleOf(what, branch);
  return async (signal) => {
    const { text, files, leftOut } = await gitDiff(what, git, signal);
    if (files === 0) throw nothingIn(what, leftOut);
    const count = files === 1 ? '1 file' : `${files.toLocaleString('en-US')} files`;
    return {
      text,
      title,
      part: leftOut.length === 0 ? count : `${count}, ${leftOut.length.toLocaleString('en-US')} left out`,
      lines: '',
      firstLine: undefined,
      languageId: 'diff',
      identity: ['git', git.root, ...Object.values(what).map(String)].join(' '),
      leftOut,
    };
  };
}

function titleOf(what: DiffOf, branch: string | undefined): string {
  switch (what.kind) {
    case 'staged':
      return 'Staged changes';
    case 'workingTree':
      return 'Working tree changes';
    case 'untracked':
      return 'Untracked files';
    case 'commit':
      return `Commit ${what.commit.slice(0, 7)}`;
    case 'range':
      return `Changes of ${branch ?? what.head.slice(0, 7)}`;
  }
}

function nothingIn(what: DiffOf, leftOut: readonly string[]): SummarizeError {
  const [first, ...others] = leftOut;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
    return new SummarizeError('nothingToSummarize', `All that changed is left out: ${first}${more}.`);
  }
  const message = {
    staged: 'Nothing is staged; stage some changes, or summarize those of the working tree.',
    workingTree: 'Nothing in the working tree has changed; choose a commit instead.',
    untracked: 'There are no untracked files; summarize the changes of the working tree.',
    commit: 'This commit changes no files; choose another one.',
    range: 'This branch adds nothing to its base; choose a commit instead.',
  }[what.kind];
  return new SummarizeError('nothingToSummarize', message);
}
