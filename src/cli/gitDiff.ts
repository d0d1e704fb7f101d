import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { cancelled, oneLine, SummarizeError } from '../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';
import type { Source } from './source.js';

/** A repository's configuration names programs; a diff needs none of them. */
const RUN_NOTHING = [
  '--no-pager',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${devNull}`],
  ...['-c', 'diff.autoRefreshIndex=false'],
  ...['-c', 'core.quotePath=false'],
];
const PLAIN = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
const MOST_WORDS = 4000;

/**
 * The output of `git diff`, which is run without a shell.
 *
 * @throws {SummarizeError} `badInput` if git or a repository is missing, or the revision; `nothingToSummarize`,
 *   `textTooLarge`, `cancelled`
 */
export async function gitDiff(
  { revision, paths }: Extract<Source, { kind: 'diff' }>,
  signal: AbortSignal,
): Promise<string> {
  const args = [...RUN_NOTHING, 'diff', ...PLAIN, revision ?? 'HEAD', '--', ...paths];
  const { code, output, words } = await runGit(args, signal);
  if (code !== 0) throw failure(revision, words);
  // A diff quotes files in any encoding.
  const text = new TextDecoder().decode(output);
  if (text.trim() !== '') return text;
  const since = revision === undefined ? 'since the last commit' : `for ${oneLine(revision, 60)}`;
  throw new SummarizeError(
    'nothingToSummarize',
    `There are no changes ${since}; name a range such as --diff main..HEAD, or add new files with git add.`,
  );
}

interface GitOutput {
  readonly code: number | null;
  readonly output: Uint8Array;
  /** What it wrote to standard error; untrusted. */
  readonly words: string;
}

async function runGit(args: readonly string[], signal: AbortSignal): Promise<GitOutput> {
  signal.throwIfAborted();
  // Windows would look for the program in the current folder first, which may be anybody's.
  if (process.platform === 'win32') process.env.NoDefaultCurrentDirectoryInExePath = '1';
  const child = spawn('git', args, {
    // Its messages are read below; a missing object is not fetched, and nobody is asked for a password.
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    shell: false,
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  let words = '';
  child.stdout.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) child.kill();
    else chunks.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    words = (words + piece).slice(0, MOST_WORDS);
  });
  const stop = (): void => {
    child.kill();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (signal.aborted) throw cancelled(signal.reason);
    if (size > MAX_MESSAGE_BYTES) throw tooLarge();
    return { code, output: Buffer.concat(chunks), words };
  } catch (error) {
    if (error instanceof SummarizeError) throw error;
    throw new SummarizeError('badInput', 'Cannot run git; install it, or pipe a diff to this program.', {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function failure(revision: string | undefined, words: string): SummarizeError {
  if (/not a git repository/i.test(words)) {
    return new SummarizeError(
      'badInput',
      'This folder is not in a git repository; run this in one, or pipe a diff to this program.',
    );
  }
  if (
    /bad revision|unknown revision|ambiguous argument|bad object|Invalid (?:symmetric )?revision/i.test(words)
  ) {
    return new SummarizeError(
      'badInput',
      revision === undefined
        ? 'The repository has no commits yet; commit something first, or pipe a diff to this program.'
        : `git knows no revision ${oneLine(revision, 60)}; name a commit, a branch or a range such as main..HEAD.`,
    );
  }
  const reason = oneLine(words.replace(/^(?:fatal|error): /, ''));
  return new SummarizeError(
    'badInput',
    reason === ''
      ? 'git diff failed without giving a reason; run it to see why.'
      : `git diff failed: ${reason}.`,
  );
}

function tooLarge(): SummarizeError {
  const limit = `${String(MAX_MESSAGE_BYTES / 1024 / 1024)} MiB`;
  return new SummarizeError(
    'textTooLarge',
    `The diff is larger than ${limit}; nothing was sent. Name a smaller range, or paths after "--".`,
  );
}
