import { parse as parseShellWords, type ParseEntry } from 'shell-quote';
import * as z from 'zod';
import { ERA_CHOICES } from '../mcp/era/era.js';
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_PART_TOKENS,
  MAX_CONCURRENCY,
  MAX_PART_TOKENS,
  MIN_PART_TOKENS,
  STYLES,
} from '../contract/summarize.js';
import { MAX_CALL_MILLISECONDS, MAX_TIMEOUT_SECONDS } from '../common/limits.js';
import type { ServerDefinition } from '../mcp/serverDefinition.js';
import type { ProviderName } from '../models/model.js';
import { parseWords, reason, wrongUsage } from './arguments.js';
import { readServer } from './serverOptions.js';
import type { Source } from './source.js';

export interface CliOptions {
  readonly source: Source;
  /** A question to answer instead of a summary. */
  readonly ask: string | undefined;
  /** Whether each sentence of the summary says which lines it rests on. */
  readonly cite: boolean;
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
  style: z.string().min(1, 'must not be empty').optional(),
  ask: z.string().trim().min(1, 'must not be empty').optional(),
  cite: z.boolean().default(false),
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
  const { values, tokens } = parseWords(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrongUsage(`--${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is wrong'}`);
  }
  const { provider, model, server, url, era, env, header, timeout, tool, ask, cite, json, verbose } =
    parsed.data;
  if (ask !== undefined && tool !== undefined) throw wrongUsage('--ask and --tool cannot be combined');
  if (cite && (ask ?? tool) !== undefined)
    throw wrongUsage(`--cite and ${ask === undefined ? '--tool' : '--ask'} cannot be combined`);
  const command = server === undefined ? undefined : readCommand(server);
  return {
    kind: 'summarize',
    options: {
      source: readSourceName(values.diff === true, tokens),
      ask,
      cite,
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
      args: readArguments(parsed.data),
      listTools: parsed.data['list-tools'],
      json,
      verbose,
    },
  };
}

/** The arguments of the tool; `--style` is one of them. */
function readArguments({ arg, style, ask, tool, server, url }: z.infer<typeof schema>): CliOptions['args'] {
  const args = arg.map(readPair);
  if (style === undefined) return args;
  if (ask !== undefined) throw wrongUsage('--ask and --style cannot be combined');
  const isOurs = server === undefined && url === undefined && tool === undefined;
  if (isOurs && !Object.hasOwn(STYLES, style))
    throw wrongUsage(`--style must be one of ${Object.keys(STYLES).join(', ')}`);
  return [...args, ['style', style]];
}

type Token = NonNullable<ReturnType<typeof parseWords>['tokens']>[number];

/** With `--diff`, the words before `--` are a revision, and those after it paths, as for git. */
function readSourceName(isDiff: boolean, tokens: readonly Token[]): Source {
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? Infinity;
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token] : []));
  if (!isDiff) {
    const names = words.map(({ value }) => value);
    if (names.includes('')) throw wrongUsage('the name of a FILE is empty');
    return names.length === 0 ? { kind: 'standardInput' } : { kind: 'files', names };
  }
  const [revision, ...others] = words.filter(({ index }) => index < end);
  if (others.length > 0) throw wrongUsage('--diff takes one commit or range; name paths after "--"');
  const paths = words.filter(({ index }) => index > end).map(({ value }) => value);
  return { kind: 'diff', revision: revision?.value, paths };
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
