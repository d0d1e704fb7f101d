import * as vscode from 'vscode';
import { cancelled, SummarizeError } from '../../../common/errors.js';
import { forbidden, readFileText } from '../fileText.js';
import { ignoredFiles } from '../ignoredFiles.js';
import { runGit, type GitPlace } from './runGit.js';

/** What a diff is of. */
export type DiffOf =
  | { readonly kind: 'staged' }
  /** What is not staged. */
  | { readonly kind: 'workingTree'; readonly untracked: boolean }
  | { readonly kind: 'untracked' }
  | { readonly kind: 'commit'; readonly commit: string }
  /** What `head` adds to `base`, as a pull request shows it. */
  | { readonly kind: 'range'; readonly base: string; readonly head: string };

/** A diff, and what is not in it. */
export interface GitDiff {
  readonly text: string;
  /** How many files are in it. */
  readonly files: number;
  readonly leftOut: readonly string[];
}

/** The same output whatever the user's configuration says; no program that a configuration names is run. */
const FLAGS = [
  ...['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', '--submodule=short'],
  ...['--src-prefix=a/', '--dst-prefix=b/'],
];

/** The most files that are excluded by name: a command line has an end. */
const MAX_EXCLUDED = 200;
const MAX_UNTRACKED = 2000;

/**
 * Makes a diff without the files in “Ignored Files”; Git is not even asked for those.
 *
 * @throws {SummarizeError} `textTooLarge`, `nothingToSummarize` with what Git says, `badSetting`
 */
export async function gitDiff(what: DiffOf, git: GitPlace, signal: AbortSignal): Promise<GitDiff> {
  const [tracked, untracked] = await Promise.all([
    what.kind === 'untracked' ? undefined : trackedDiff(what, git, signal),
    what.kind === 'untracked' || (what.kind === 'workingTree' && what.untracked)
      ? untrackedDiff(git, signal)
      : undefined,
  ]);
  const diffs = [tracked, untracked].flatMap((diff) => diff ?? []);
  return {
    text: diffs.map(({ text }) => text).join(''),
    files: diffs.reduce((sum, { files }) => sum + files, 0),
    leftOut: diffs.flatMap(({ leftOut }) => leftOut),
  };
}

type Tracked = Exclude<DiffOf, { kind: 'untracked' }>;

async function trackedDiff(what: Tracked, git: GitPlace, signal: AbortSignal): Promise<GitDiff> {
  const names = ['--no-renames', '--name-only', '-z'];
  // Without renames, both names of a file are listed.
  const listed = (await runGit(git, [...argumentsFor(what, names), '--'], signal)).split('\0');
  const patternFor = ignoredFiles();
  const root = vscode.Uri.file(git.root);
  const ignored = listed.filter(
    (name) => name !== '' && patternFor(vscode.Uri.joinPath(root, name)) !== undefined,
  );
  if (ignored.length > MAX_EXCLUDED) {
    throw new SummarizeError(
      'textTooLarge',
      `${ignored.length.toLocaleString('en-US')} of the changed files are in “Ignored Files”, more than can be left ` +
        'out at once; choose fewer changes.',
    );
  }
  const excluded = ignored.map((name) => `:(top,exclude,literal)${name}`);
  const text = await runGit(git, [...argumentsFor(what, FLAGS), '--', ':(top)', ...excluded], signal);
  const files = text.match(/^diff --(?:git|cc) /gm)?.length ?? 0;
  return {
    text: (files === 0 ? '' : await preface(what, git, signal)) + text,
    files,
    leftOut: ignored.map((name) => `${name} (in “Ignored Files”)`),
  };
}

function argumentsFor(what: Tracked, flags: readonly string[]): string[] {
  switch (what.kind) {
    case 'staged':
      return ['diff', '--cached', ...flags];
    case 'workingTree':
      return ['diff', ...flags];
    case 'commit':
      // A merge is what it brought to the branch.
      return ['show', '-m', '--first-parent', '--format=', ...flags, what.commit];
    case 'range':
      return ['diff', ...flags, `${what.base}...${what.head}`];
  }
}

/** What was written about the changes: the message of a commit, the subjects of those in a range. */
async function preface(what: Tracked, git: GitPlace, signal: AbortSignal): Promise<string> {
  if (what.kind === 'commit') {
    const message = await runGit(git, ['log', '-1', '--format=commit %H%n%n%B%n', what.commit, '--'], signal);
    return `${message.trimEnd()}\n\n`;
  }
  if (what.kind !== 'range') return '';
  const range = `${what.base}..${what.head}`;
  const subjects = await runGit(
    git,
    ['log', '--no-merges', '--reverse', '-n200', '--format=- %s', range, '--'],
    signal,
  );
  return subjects === '' ? '' : `Commits:\n\n${subjects}\n`;
}

/** Files that Git does not know yet, as if they were added. */
async function untrackedDiff(git: GitPlace, signal: AbortSignal): Promise<GitDiff> {
  const listed = await runGit(git, ['ls-files', '-z', '--others', '--exclude-standard'], signal);
  const names = listed.split('\0').filter((name) => name !== '');
  if (names.length > MAX_UNTRACKED) {
    throw new SummarizeError(
      'textTooLarge',
      `There are ${names.length.toLocaleString('en-US')} untracked files, more than 2,000; add some to .gitignore.`,
    );
  }
  const patternFor = ignoredFiles();
  const root = vscode.Uri.file(git.root);
  const texts: string[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    if (signal.aborted) throw cancelled(signal.reason);
    const uri = vscode.Uri.joinPath(root, name);
    const omission = await forbidden(uri, { patternFor, within: root });
    const result = omission === undefined ? await readFileText(uri) : { omission };
    if ('omission' in result) leftOut.push(`${name} (${result.omission})`);
    else texts.push(added(name, result.text));
  }
  return { text: texts.join(''), files: texts.length, leftOut };
}

function added(name: string, text: string): string {
  const head = `diff --git a/${name} b/${name}\nnew file mode 100644\n`;
  if (text === '') return head;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const body = lines.map((line) => `+${line}`).join('\n');
  return `${head}--- /dev/null\n+++ b/${name}\n@@ -0,0 +1,${String(lines.length)} @@\n${body}\n`;
}
