import { parse as parseShellWords, type ParseEntry } from 'shell-quote';
import * as z from 'zod';
import { ERA_CHOICES } from '../mcp/era/era.js';
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
import { parseWords, reason, wrongUsage } from './arguments.js';
import { readServer } from './serverOptions.js';

export const HELP = `Usage: node dist/cli.js [OPTION…] [FILE]

Summarizes FILE, or standard input if there is no FILE, with the same client,
server and sampling handler as the VS Code extension. Can also call any tool of
any MCP server and answer its sampling requests.

Model
  --provider NAME     anthropic or offline (default: anthropic if there is a key
                      or --base-url, otherwise offline)
  --model ID          overrides the server's model preferences. If omitted or
                      "auto", the server's hints and priorities choose
                      (default: claude-haiku-5-5)
  --max-tokens N      maximum tokens per answer
                      (default: 4000; the bundled server asks for 4000)
  --base-url URL      any endpoint that speaks the Messages API; overrides
                      ANTHROPIC_BASE_URL

Long text
  --part-tokens N     longer texts are split into parts of at most this many
                      tokens (estimated; default: 20000)
  --concurrency N     maximum concurrent requests to the model (default: 8, up
                      to 16)
  --arg style=NAME    takeaway, brief, detailed, plain, code, changes, problems
                      or releaseNotes; also length= (short, medium, long),
                      language= and instructions=
                      At about 100,000 tokens or more, the estimate is shown;
                      on a terminal, with FILE, you are asked first.

Secrets in the text
  --secrets WHAT      redact: replace keys, tokens and the values of .env files
                      before sending; send: send the text as it is; stop: send
                      nothing. By default they are redacted; on a terminal, with
                      FILE, you are asked first. Offline, with the bundled
                      server, nothing leaves the machine, so there is no search.

Server (naming a server here is consent to its sampling)
  --server "COMMAND ARG…"
                      an MCP server to start (stdio) instead of the bundled
                      one. Quoted as in a shell; nothing is expanded.
  --env NAME=VALUE    an environment variable for that server; repeatable
  --url URL           an MCP server to connect to (Streamable HTTP)
  --era ERA           protocol era: legacy (MCP up to 2025-11-25), modern
                      (2026-07-28) or auto (default), which detects it
  --header "Name: value"
                      a header for that server, over https or on this machine;
                      repeatable
  --timeout SECONDS   maximum duration of a tool call (default: 3600)
  --tool NAME         the tool to call (default: summarize)
  --arg NAME=VALUE    an argument of the tool, as in its schema; repeatable.
                      FILE or standard input goes into the tool's text argument.
                      Neither is needed if the arguments are sufficient; without
                      --arg, piped text goes into an optional text argument.
  --list-tools        list the server's tools and their arguments, and exit

Output
  --json              one JSON object on standard output: {"summary", "model",
                      "stopReason", "usage": {"inputTokens", "outputTokens"},
                      "samplingRequests", "gaps", "costUSD" (if the model's
                      list price is known)}, or {"error": {"code", "message"}};
                      with --tool, "result" instead of "summary", and
                      "structuredContent" and "content" if the result has more
                      than text
  --verbose           log to standard error: protocol versions and figures for
                      each sampling request, but no texts or keys
  --yes               answer yes to every question
  --help, --version

The protocol era of each server, and the era in which its tools can sample, are
cached in your cache folder (mcp-summarize/eras.json).

Environment: ANTHROPIC_API_KEY is the key, ANTHROPIC_BASE_URL the endpoint if
there is no --base-url. No other variable changes where or what is sent.
With neither a key nor --base-url, the summary is written offline (an extract
of the text, no model), with a note on standard error. A key is
optional with --base-url.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 after Ctrl-C.
`;

export interface CliOptions {
  readonly file: string | undefined;
  readonly provider: ProviderName | undefined;
  readonly model: string | undefined;
  readonly maxTokens: number;
  readonly baseUrl: string | undefined;
  /** The server to use; undefined for the bundled one. */
  readonly server: ServerDefinition | undefined;
  /** The maximum duration of a tool call, in seconds. */
  readonly timeout: number;
  /** The tool to call; undefined to summarize. */
  readonly tool: string | undefined;
  readonly args: readonly (readonly [name: string, value: string])[];
  readonly listTools: boolean;
  /** The maximum size of one part of a long text, in estimated tokens. */
  readonly partTokens: number;
  /** The maximum number of concurrent requests to the model. */
  readonly concurrency: number;
  /** What to do about secrets in the text; undefined to ask, or else redact. */
  readonly secrets: 'redact' | 'send' | 'stop' | undefined;
  /** Whether to answer yes to every question. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type CliRequest =
  { readonly kind: 'help' | 'version' } | { readonly kind: 'summarize'; readonly options: CliOptions };

/** VS Code's own models are available only in VS Code. */
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
  const { values, positionals } = parseWords(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  if (positionals.length > 1)
    throw wrongUsage(`only one FILE can be summarized at a time, not ${String(positionals.length)}`);
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

function shellWords(command: string, escape: string): ParseEntry[] {
  try {
    // Variables stay as written: the environment is not expanded.
    return parseShellWords(command, (name) => `$${name}`, { escape });
  } catch (error) {
    throw wrongUsage(`--server could not be parsed (${reason(error)})`, error);
  }
}

/** Splits a command into words with shell quoting, but no other shell features. */
function readCommand(command: string): string[] {
  const escape = process.platform === 'win32' ? '^' : '\\';
  const words = shellWords(command, escape);
  if (words[0] === '') throw wrongUsage('--server needs a command');
  return words.map((word) => {
    if (typeof word === 'string') return word;
    if ('op' in word && word.op === 'glob') return word.pattern;
    throw wrongUsage('--server takes a command and its arguments; for pipes and the like, run a shell');
  });
}
