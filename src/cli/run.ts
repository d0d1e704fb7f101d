import '../common/noJit.js';
import path from 'node:path';
import { oneLine, SummarizeError, toSummarizeError, type ErrorCode } from '../common/errors.js';
import type { Logger } from '../common/logger.js';
import { ServerConnection } from '../mcp/connection/connection.js';
import { EraMemory } from '../mcp/era/eraMemory.js';
import type { ServerProcess } from '../mcp/link/serverProcess.js';
import { secretValues, type ServerDefinition, type StdioServer } from '../mcp/serverDefinition.js';
import { limited } from '../models/limited.js';
import { ModelLimiter } from '../models/modelLimiter.js';
import { consentedGate } from './consentedGate.js';
import type { SamplingGate } from '../sampling/gate.js';
import type { SummaryOptions } from '../call/summaryOptions.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import type { FindSecrets, SecretSearch } from '../secrets/secretSearch.js';
import { VERSION } from '../common/version.js';
import { confirmPlan, CONFIRM_FROM } from './confirm.js';
import { checkSecrets, searchedForSecrets } from './checkSecrets.js';
import { askQuestion, callTool, describeTools, type Sources } from './callTool.js';
import { HELP } from './help.js';
import { Interruption } from './interruption.js';
import { modelFromOptions } from './modelFromOptions.js';
import { readOptions, type CliOptions } from './options.js';
import { CliOutput } from './output.js';
import { readSource } from './readSource.js';
import type { NamedText } from './source.js';

const EXIT = { done: 0, failed: 1, wrongUsage: 2, cancelled: 130 } as const;
/** How long a server may take to exit on its own, in milliseconds: normally, and after a signal. */
const PATIENCE_MILLISECONDS = 1000;
const IMPATIENCE_MILLISECONDS = 200;

/** The figures in the window's log would be noise in a terminal; failures are printed by the output. */
const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What is known and done before this is loaded. */
export interface Beginning {
  /** The folder of the bundled server and of the thread that searches for secrets. */
  readonly bundles: string;
  readonly bundled: StdioServer;
  /** The process of the bundled server, if it is to be used. */
  readonly early: ServerProcess | undefined;
}

async function run(argv: readonly string[], beginning: Beginning): Promise<number> {
  const json = argv.some((word) => word.startsWith('--json'));
  try {
    const request = readOptions(argv);
    if (request.kind === 'summarize') return await perform(request.options, beginning);
    process.stdout.write(request.kind === 'help' ? HELP : `${VERSION}\n`);
    return EXIT.done;
  } catch (error) {
    const failure = toSummarizeError(error);
    new CliOutput({ json, streaming: false }).failed(failure);
    beginning.early?.kill();
    return exitCode(failure);
  }
}

async function perform(options: CliOptions, { bundles, bundled, early }: Beginning): Promise<number> {
  let connection: ServerConnection | undefined;
  const interruption = new Interruption(() => connection?.kill());
  const { signal } = interruption;
  const known = new KnownSecrets();
  known.add(process.env.ANTHROPIC_API_KEY?.trim() ?? '');
  for (const secret of secretValues(options.server)) known.add(secret);
  const output = new CliOutput({
    json: options.json,
    // What another server makes of the model's answer is known only at the end, and so are the lines of a sentence.
    streaming: !isForeign(options) && options.tool === undefined && !options.cite,
    cite: options.cite,
    resultName: options.ask !== undefined ? 'answer' : options.tool === undefined ? 'summary' : 'result',
    secrets: known,
  });
  let search: SecretSearch | undefined;
  const find: FindSecrets = async (text, title, signal) => {
    const { SecretSearch } = await import('../secrets/secretSearch.js');
    search ??= new SecretSearch({ script: path.join(bundles, 'secretSearch.js') });
    return await search.find(text, title, signal);
  };
  const searching = { find, say: output.say };
  const log = options.verbose ? spoken(output) : quiet;
  // A reader that closes the pipe (`head`) wants no more, so the model stops too.
  process.stdout.on('error', (error: Error) => {
    interruption.abort(outputFailed(error));
  });
  try {
    const server = options.server ?? bundled;
    connection = new ServerConnection({
      server,
      log,
      eras: await erasOf(server),
      early,
      onServerWords: output.serverWords,
    });
    if (options.listTools) {
      const tools = await connection.listTools(signal, output.say);
      output.tools(describeTools(tools), tools);
      return EXIT.done;
    }
    const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = process.env;
    const model = await modelFromOptions(options, { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL }, log, output.say);
    const { maxTokens } = options;
    const gateFor = (tool: string): SamplingGate => {
      const gate = consentedGate(server, tool);
      return isForeign(options) ? searchedForSecrets(gate, server.name, options, searching) : gate;
    };
    const callOptions: SummaryOptions = {
      connection,
      model: limited(model, new ModelLimiter(options.concurrency)),
      maxTokens,
      gateFor,
      log,
      events: output,
      secrets: known,
      // The summaries of parts arrive interleaved; only the final summary goes to standard output.
      onLong: output.holdBack,
      confirm: {
        from: CONFIRM_FROM,
        ask: async (plan) => await confirmPlan(plan, options, { say: output.say, signal }),
      },
      callMilliseconds: options.timeout * 1000,
      signal,
    };
    const staysHere = model.provider === 'offline' && !isForeign(options);
    const check = async (texts: readonly NamedText[]): Promise<readonly NamedText[]> =>
      staysHere ? texts : await checkSecrets(texts, options, { ...searching, signal });
    const sources: Sources = {
      readText: async () => await readSource(options.source, { say: output.say, check, signal }),
      check: async (value) => (await check([{ name: '', text: value }]))[0]?.text ?? '',
    };
    const answer =
      options.ask === undefined
        ? await callTool(options, sources, callOptions)
        : await askQuestion(options.ask, options, sources, callOptions);
    output.done(answer);
    return EXIT.done;
  } catch (error) {
    const reason: unknown = signal.reason;
    const failure = toSummarizeError(reason ?? error);
    output.failed(failure);
    return interruption.exitCode ?? exitCode(failure);
  } finally {
    search?.dispose();
    await connection?.close(signal.aborted ? IMPATIENCE_MILLISECONDS : PATIENCE_MILLISECONDS);
    interruption.over();
  }
}

/** The era of our own server is known. */
async function erasOf(server: ServerDefinition): Promise<EraMemory> {
  if (server.known !== undefined) return new EraMemory();
  const { eraFiles } = await import('./eraFiles.js');
  return new EraMemory(eraFiles());
}

function isForeign({ server }: CliOptions): boolean {
  return server !== undefined;
}

/** The log for `--verbose`. */
function spoken({ say }: CliOutput): Logger {
  return { debug: () => undefined, info: say, warn: say, error: say };
}

/** What the options, or what they name, have to be changed for. */
const WRONG_USAGE: ReadonlySet<ErrorCode> = new Set(['usage', 'badSetting', 'badArgument', 'modelCannot']);

function exitCode({ code }: SummarizeError): number {
  if (code === 'cancelled') return EXIT.cancelled;
  return WRONG_USAGE.has(code) ? EXIT.wrongUsage : EXIT.failed;
}

function outputFailed(error: Error): SummarizeError {
  const reason = 'code' in error ? String(error.code) : oneLine(error.message);
  return new SummarizeError('outputFailed', `Could not write to standard output (${reason}).`, {
    cause: error,
  });
}

/** Waits until everything is written: exiting would cut off what a pipe has not accepted yet. */
async function flushed(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(
    streams.map(async (stream) => {
      await new Promise<void>((resolve) => {
        stream.write('', () => {
          resolve();
        });
      });
    }),
  );
}

/** Runs the terminal program and exits. */
export async function main(argv: readonly string[], beginning: Beginning): Promise<never> {
  let writeError: Error | undefined;
  process.stdout.on('error', (error) => {
    writeError ??= error;
  });
  // There is nowhere left to report it.
  process.stderr.on('error', () => undefined);
  const code = await run(argv, beginning);
  await flushed();
  process.exit(writeError === undefined || code !== EXIT.done ? code : EXIT.failed);
}
