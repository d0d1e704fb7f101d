import { parseArgs } from 'node:util';
import { parse as parseShellWords, type ParseEntry } from 'shell-quote';
import { z } from 'zod';
import { ERA_CHOICES } from '../mcp/era/era.js';
import { oneLine, SummarizeError } from '../common/errors.js';
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_PART_TOKENS,
  MAX_CONCURRENCY,
  MAX_PART_TOKENS,
  MIN_PART_TOKENS,
} from '../contract/summarize.js';
import { MAX_CALL_MILLISECONDS, MAX_TIMEOUT_SECONDS } from '../common/limits.js';
import type { ServerDefinition } from '../mcp/serverDefinition.js';
import type { ProviderName } from '../models/model.js';
import { readServer } from './serverOptions.js';

export const HELP = `Usage: node dist/cli.js [OPTION…] [FILE]

Summarizes FILE, or standard input without FILE, by the same client, server and
sampling handler as the VS Code extension; or calls any tool of any MCP server,
and answers its sampling requests.

Model
  --provider NAME     anthropic or offline (see below for the default)
  --model ID          the model; wins over what a server would like. Without it,
                      or with "auto", a server's hints and priorities choose
                      (default: claude-haiku-5-5)
  --max-tokens N      the most tokens a model may write for one answer
                      (default: 4000; the bundled server asks for 4000)
  --base-url URL      any endpoint that speaks the Messages API; beats
                      ANTHROPIC_BASE_URL

Long text
  --part-tokens N     a longer text is summarized in parts of at most this many
                      tokens, as estimated (default: 20000)
  --concurrency N     the most requests to the model at once (default: 8, at
                      most 16)
  --arg style=NAME    prose, bullets, brief, plain or technical; as well length=
                      (short, medium, long), language= and instructions=
                      From about 100,000 tokens on, the estimate is shown; on a
                      terminal, with FILE, you are asked first.

Secrets in the text
  --secrets WHAT      redact: keys, tokens and the values of .env files are replaced
                      before anything is sent; send: they are sent as they are;
                      stop: nothing is sent. Without it they are redacted, on a
                      terminal, with FILE, after a question. Offline, with the bundled
                      server, nothing leaves the machine, so nothing is looked for.

Server (naming one here is the consent to its sampling)
  --server "COMMAND ARG…"
                      an MCP server to start (stdio), in place of the bundled
                      one. Quoted as in a shell; nothing is expanded.
  --env NAME=VALUE    a variable of that server's environment; repeatable
  --url URL           an MCP server to call (Streamable HTTP)
  --era ERA           how to speak to it: legacy (MCP up to 2025-11-25), modern
                      (2026-07-28) or auto, which finds out (default)
  --header "Name: value"
                      a header for that server, over https or on this machine;
                      repeatable
  --timeout SECONDS   the longest a tool call may take (default: 3600)
  --tool NAME         the tool (default: summarize)
  --arg NAME=VALUE    an argument of the tool, as its schema has it; repeatable.
                      FILE or standard input goes into the tool's text argument;
                      when the arguments suffice, neither is needed, but piped text
                      goes into an optional text argument where there is no --arg.
  --list-tools        shows the server's tools and their arguments, and ends

Output
  --json              one JSON object on standard output: {"summary", "model",
                      "stopReason", "usage": {"inputTokens", "outputTokens"},
                      "samplingRequests", "gaps", "costUSD" (where the model's
                      list price is known)}, or {"error": {"code", "message"}};
                      with --tool it is "result" in place of "summary"; also
                      "structuredContent" and "content" where the result holds
                      more than text
  --verbose           the log, on standard error: protocol versions, figures of
                      each sampling request; neither texts nor keys
  --yes               answer yes to every question that would be asked
  --help, --version

Which protocol era a server speaks, and in which its tools can sample, is kept in
your cache folder (mcp-summarize/eras.json), so that it is found out only once.

Environment: ANTHROPIC_API_KEY is the key, ANTHROPIC_BASE_URL the endpoint when
--base-url is not given. Nothing else there changes where or what is sent.
Without a key and without --base-url the summary is made offline (sentences
picked from the text, no model), which is said on standard error; with
--base-url the endpoint is asked without a key if there is none.

Exit code: 0 done, 1 failed, 2 wrong usage, 130 after Ctrl-C.
`;

export interface CliOptions {
  readonly file: string | undefined;
  readonly provider: ProviderName | undefined;
  readonly model: string | undefined;
  readonly maxTokens: number;
  readonly baseUrl: string | undefined;
  /** The server that is used; undefined for the bundled one. */
  readonly server: ServerDefinition | undefined;
  /** The longest a tool call may take, in seconds. */
  readonly timeout: number;
  /** The tool to call; undefined to summarize. */
  readonly tool: string | undefined;
  readonly args: readonly (readonly [name: string, value: string])[];
  readonly listTools: boolean;
  /** The most tokens of one part of a long text, as estimated. */
  readonly partTokens: number;
  /** The most requests to the model at once. */
  readonly concurrency: number;
  /** What is done about secrets in the text; undefined to ask, or to redact. */
  readonly secrets: 'redact' | 'send' | 'stop' | undefined;
  /** Whether every question is answered with yes. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type CliRequest =
  { readonly kind: 'help' | 'version' } | { readonly kind: 'summarize'; readonly options: CliOptions };

/** VS Code's own models are there in VS Code only. */
const CLI_PROVIDERS = ['anthropic', 'offline'] as const satisfies readonly ProviderName[];

const wholeNumber = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${String(least)} to ${String(most)}`)
    .default(String(usual))
    .transform(Number)
    .refine(
      (value) => value >= least && value <= most,
      `must be a whole number from ${String(least)} to ${String(most)}`,
    );

const schema = z.object({
  provider: z.enum(CLI_PROVIDERS, `must be ${CLI_PROVIDERS.join(' or ')}`).optional(),
  model: z.string().trim().min(1, 'must not be empty').optional(),
  'max-tokens': z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1')
    .default('4000'),
  'part-tokens': wholeNumber(MIN_PART_TOKENS, MAX_PART_TOKENS, DEFAULT_PART_TOKENS),
  concurrency: wholeNumber(1, MAX_CONCURRENCY, DEFAULT_CONCURRENCY),
  yes: z.boolean().default(false),
  secrets: z.enum(['redact', 'send', 'stop'], 'must be redact, send or stop').optional(),
  'base-url': z.string().trim().min(1, 'must not be empty').optional(),
  server: z.string().trim().min(1, 'must not be empty').optional(),
  env: z.array(z.string().regex(/^[^=]+=/, 'must look like NAME=VALUE')).default([]),
  url: z.string().trim().min(1, 'must not be empty').optional(),
  era: z.enum(ERA_CHOICES, 'must be auto, legacy or modern').optional(),
  header: z.array(z.string().regex(/^[^:]+:/, 'must look like "Name: value"')).default([]),
  timeout: wholeNumber(1, MAX_TIMEOUT_SECONDS, MAX_CALL_MILLISECONDS / 1000),
  tool: z.string().min(1, 'must not be empty').optional(),
  arg: z.array(z.string().regex(/^[^=]+=/, 'must look like NAME=VALUE')).default([]),
  'list-tools': z.boolean().default(false),
  json: z.boolean().default(false),
  verbose: z.boolean().default(false),
});

/**
 * Reads the command line.
 *
 * @throws {SummarizeError} `usage`
 */
export function readOptions(argv: readonly string[]): CliRequest {
  const { values, positionals } = parse(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  if (positionals.length > 1)
    throw wrongUsage(`only one FILE is summarized at a time, not ${String(positionals.length)}`);
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrongUsage(`--${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is wrong'}`);
  }
  const { provider, model, server, url, era, env, header, timeout, tool, json, verbose } = parsed.data;
  const command = server === undefined ? undefined : readCommand(server);
  return {
    kind: 'summarize',
    options: {
      file: positionals[0],
      provider,
      model: model === 'auto' ? undefined : model,
      maxTokens: Number(parsed.data['max-tokens']),
      partTokens: parsed.data['part-tokens'],
      concurrency: parsed.data.concurrency,
      yes: parsed.data.yes,
      secrets: parsed.data.secrets,
      baseUrl: parsed.data['base-url'],
      server: readServer({ server: command, url, era, env, header }),
      timeout,
      tool,
      args: parsed.data.arg.map(readPair),
      listTools: parsed.data['list-tools'],
      json,
      verbose,
    },
  };
}

function readPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
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

function shellWords(command: string, escape: string): ParseEntry[] {
  try {
    // A variable stays as it is written: the environment is not looked at.
    return parseShellWords(command, (name) => `$${name}`, { escape });
  } catch (error) {
    throw wrongUsage(`--server cannot be read (${reason(error)})`, error);
  }
}

/** The words of a command, with a shell's quoting but none of its other powers. */
function readCommand(command: string): string[] {
  const escape = process.platform === 'win32' ? '^' : '\\';
  const words = shellWords(command, escape);
  if (words[0] === '') throw wrongUsage('--server needs a command');
  return words.map((word) => {
    if (typeof word === 'string') return word;
    if ('op' in word && word.op === 'glob') return word.pattern;
    throw wrongUsage(
      '--server takes a command and its arguments; for pipes and the like start a shell in it',
    );
  });
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(message.split(/\. |\n/)[0] ?? '');
}

function wrongUsage(what: string, cause?: unknown): SummarizeError {
  return new SummarizeError('usage', `Wrong usage: ${what}; see --help.`, { cause });
}
