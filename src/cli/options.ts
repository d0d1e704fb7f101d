import { parseArgs } from 'node:util';
import { parse as parseShellWords, type ParseEntry } from 'shell-quote';
import { z } from 'zod';
import { oneLine, SummarizeError } from '../errors.js';
import { PROVIDERS, type ProviderName } from '../models/model.js';

export const HELP = `Usage: node dist/cli.js [OPTION…] [FILE]

Summarizes FILE, or standard input without FILE, by the same client, server and
sampling handler as the VS Code extension.

  --provider NAME     anthropic or offline (see below for the default)
  --model ID          the model; wins over what a server would like
                      (default: claude-haiku-5-5)
  --max-tokens N      the most tokens a model may write for one answer
                      (default: 4000; the bundled server asks for 4000)
  --base-url URL      any endpoint that speaks the Messages API; beats
                      ANTHROPIC_BASE_URL
  --server "COMMAND ARG…"
                      another MCP server (stdio) with the tool "summarize" in
                      place of the bundled one; naming it here is the consent to
                      its sampling. Quoted as in a shell; nothing is expanded.
  --json              one JSON object on standard output: {"summary", "model",
                      "stopReason", "usage": {"inputTokens", "outputTokens"},
                      "samplingRequests"}, or {"error": {"code", "message"}}
  --yes               answer yes to every question that would be asked
  --help, --version

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
  readonly server: readonly string[] | undefined;
  readonly json: boolean;
}

export type CliRequest =
  { readonly kind: 'help' | 'version' } | { readonly kind: 'summarize'; readonly options: CliOptions };

const schema = z.object({
  provider: z.enum(PROVIDERS, `must be ${PROVIDERS.join(' or ')}`).optional(),
  model: z.string().trim().min(1, 'must not be empty').optional(),
  'max-tokens': z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1')
    .default('4000'),
  'base-url': z.string().trim().min(1, 'must not be empty').optional(),
  server: z.string().trim().min(1, 'must not be empty').optional(),
  json: z.boolean().default(false),
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
    throw wrongUsage(`--${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
  }
  const { provider, model, server, json } = parsed.data;
  return {
    kind: 'summarize',
    options: {
      file: positionals[0],
      provider,
      model,
      maxTokens: Number(parsed.data['max-tokens']),
      baseUrl: parsed.data['base-url'],
      server: server === undefined ? undefined : readCommand(server),
      json,
    },
  };
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
        server: { type: 'string' },
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
  return new SummarizeError('usage', `Wrong usage: ${what}; see --help.`, [], { cause });
}
