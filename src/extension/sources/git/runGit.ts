import { execFile } from 'node:child_process';
import { cancelled, oneLine, SummarizeError } from '../../../common/errors.js';

/** The most that Git may write, in bytes: more than anyone would summarize. */
const MAX_OUTPUT = 32 * 1024 * 1024;

/** Git, and where to run it. */
export interface GitPlace {
  /** The executable. */
  readonly path: string;
  /** The folder of the repository. */
  readonly root: string;
}

/**
 * Runs Git, in a repository that VS Code has opened, and returns what it writes. It takes no lock that could get in the
 * way of the user's own Git.
 *
 * @throws {SummarizeError} `cancelled`, `textTooLarge`, `nothingToSummarize` with what Git says
 */
export async function runGit(
  { path, root }: GitPlace,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  if (signal.aborted) throw cancelled(signal.reason);
  return await new Promise((resolve, reject) => {
    const options = {
      cwd: root,
      signal,
      maxBuffer: MAX_OUTPUT,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      windowsHide: true,
    };
    execFile(path, ['-c', 'core.quotePath=false', ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failure(error, stderr, signal));
    });
  });
}

function failure(
  error: Error & { readonly code?: unknown },
  stderr: string,
  signal: AbortSignal,
): SummarizeError {
  if (signal.aborted) return cancelled(signal.reason);
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new SummarizeError(
      'textTooLarge',
      `These changes take more than ${String(MAX_OUTPUT / 1024 / 1024)} MiB; choose fewer.`,
      { cause: error },
    );
  }
  const said = oneLine(stderr.trim() === '' ? error.message : stderr.replace(/^fatal: /, ''));
  return new SummarizeError('nothingToSummarize', `Git failed (${said}); see its output.`, { cause: error });
}
