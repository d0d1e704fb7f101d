import { parseArgs } from 'node:util';
import { oneLine, SummarizeError } from '../common/errors.js';

/**
 * The words of the command line by option, unread.
 *
 * @throws {SummarizeError} `usage`
 */
export function parseWords(argv: readonly string[]) {
  const args = withSeparateRevision(argv);
  try {
    return parseArgs({
      args,
      tokens: true,
      allowPositionals: true,
      options: {
        provider: { type: 'string' },
        model: { type: 'string' },
        'max-tokens': { type: 'string' },
        'base-url': { type: 'string' },
        'part-tokens': { type: 'string' },
        concurrency: { type: 'string' },
        secrets: { type: 'string' },
        server: { type: 'string' },
        env: { type: 'string', multiple: true },
        url: { type: 'string' },
        era: { type: 'string' },
        header: { type: 'string', multiple: true },
        timeout: { type: 'string' },
        tool: { type: 'string' },
        arg: { type: 'string', multiple: true },
        style: { type: 'string' },
        ask: { type: 'string' },
        cite: { type: 'boolean' },
        diff: { type: 'boolean' },
        'list-tools': { type: 'boolean' },
        verbose: { type: 'boolean' },
        json: { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrongUsage(reason(error), error);
  }
}

/** `--diff` may have a value, which `parseArgs` does not know: it becomes the first word that is no option. */
function withSeparateRevision(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.flatMap((word, index) => {
    if (!word.startsWith('--diff=') || (end >= 0 && index > end)) return [word];
    const revision = word.slice('--diff='.length);
    // To git it would be an option.
    if (revision === '' || revision.startsWith('-'))
      throw wrongUsage(`--diff takes a commit or a range, not "${oneLine(revision, 60)}"`);
    return ['--diff', revision];
  });
}

/** Whether the bundled server will be used, unless the command line turns out to be wrong. */
export function usesBundledServer(argv: readonly string[]): boolean {
  try {
    const { help, version, server, url } = parseWords(argv).values;
    return help !== true && version !== true && server === undefined && url === undefined;
  } catch {
    return false;
  }
}

/** The first sentence of an error. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(message.split(/\. |\n/)[0] ?? '');
}

export function wrongUsage(what: string, cause?: unknown): SummarizeError {
  return new SummarizeError('usage', `Wrong usage: ${what}; see --help.`, { cause });
}
