import path from 'node:path';
import { cancelled, oneLine, SummarizeError, toSummarizeError } from '../errors.js';
import type { Logger } from '../logger.js';
import { ServerConnection } from '../mcp/connection.js';
import { bundledServer, namedServer } from '../mcp/serverLaunch.js';
import { summarize } from '../summarize.js';
import { VERSION } from '../version.js';
import { readInput } from './input.js';
import { modelFromOptions } from './modelFromOptions.js';
import { HELP, readOptions, type CliOptions } from './options.js';
import { CliOutput } from './output.js';

const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;
/** How long a server may take to end by itself, in milliseconds, and how long when the person wants to go. */
const PATIENCE_MILLISECONDS = 1000;
const IMPATIENCE_MILLISECONDS = 200;

/** The figures that the window's log keeps would be noise in a terminal; failures are said by the output. */
const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function run(argv: readonly string[]): Promise<number> {
  const json = argv.some((word) => word.startsWith('--json'));
  try {
    const request = readOptions(argv);
    if (request.kind === 'summarize') return await summarizeInput(request.options);
    process.stdout.write(request.kind === 'help' ? HELP : `${VERSION}\n`);
    return EXIT.done;
  } catch (error) {
    const failure = toSummarizeError(error);
    new CliOutput({ json, streaming: false }).failed(failure);
    return exitCode(failure);
  }
}

async function summarizeInput(options: CliOptions): Promise<number> {
  const interrupt = new AbortController();
  let connection: ServerConnection | undefined;
  const stop = (): void => {
    interrupt.abort(cancelled());
  };
  process.on('SIGINT', () => {
    // A second Ctrl-C waits for nobody.
    if (interrupt.signal.aborted) {
      connection?.kill();
      process.exit(EXIT.interrupted);
    }
    stop();
  });
  process.on('SIGTERM', stop);
  const output = new CliOutput({ json: options.json, streaming: options.server === undefined });
  // A reader that closes the pipe (head) wants no more, from the model neither.
  process.stdout.on('error', (error: Error) => {
    interrupt.abort(outputFailed(error));
  });
  try {
    const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = process.env;
    const model = modelFromOptions(options, { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL }, quiet, output.say);
    if (options.file === undefined && process.stdin.isTTY)
      output.say('Reading standard input; Ctrl-D ends it.');
    const text = await readInput(options.file, interrupt.signal);
    connection = new ServerConnection(
      options.server === undefined
        ? bundledServer(path.join(__dirname, 'server.js'))
        : namedServer(options.server),
      quiet,
      output.serverWords,
    );
    const { maxTokens } = options;
    const summary = await summarize(text, {
      connection,
      model,
      maxTokens,
      log: quiet,
      events: output,
      signal: interrupt.signal,
    });
    output.done(summary);
    return EXIT.done;
  } catch (error) {
    const reason: unknown = interrupt.signal.reason;
    const failure = toSummarizeError(reason ?? error);
    output.failed(failure);
    return exitCode(failure);
  } finally {
    await connection?.close(interrupt.signal.aborted ? IMPATIENCE_MILLISECONDS : PATIENCE_MILLISECONDS);
  }
}

function exitCode({ code }: SummarizeError): number {
  if (code === 'cancelled') return EXIT.interrupted;
  return code === 'usage' || code === 'badSetting' ? EXIT.wrongUsage : EXIT.failed;
}

function outputFailed(error: Error): SummarizeError {
  const reason = 'code' in error ? String(error.code) : oneLine(error.message);
  return new SummarizeError('outputFailed', `Standard output could not be written (${reason}).`, [], {
    cause: error,
  });
}

/** Waits until everything is written: an exit would cut off what a pipe has not taken yet. */
async function flushed(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve();
    });
  });
}

async function main(): Promise<never> {
  let writeError: Error | undefined;
  process.stdout.on('error', (error) => {
    writeError ??= error;
  });
  // Nowhere is left to say it.
  process.stderr.on('error', () => undefined);
  const code = await run(process.argv.slice(2));
  await flushed();
  process.exit(writeError === undefined || code !== EXIT.done ? code : EXIT.failed);
}

void main();
