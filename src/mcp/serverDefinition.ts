import { createHash } from 'node:crypto';
import { SummarizeError } from '../common/errors.js';
import type { EraChoice } from './era/era.js';

interface AnyServer {
  /** The user's name for the server. */
  readonly name: string;
  /** The protocol era, if the user has set one. */
  readonly era?: EraChoice;
  /**
   * What is known in advance: the server speaks the older era (up to 2025-11-25), so it needs no probe, and it repeats
   * our call id in its sampling requests, so its calls need not take turns.
   */
  readonly known?: { readonly era: 'legacy'; readonly repeatsCallId: true };
  /** Whether it is our own server, the only one told (opaquely) which model answers. */
  readonly isBundled?: true;
}

/** A server that we start and talk to over its standard input and output. */
export interface StdioServer extends AnyServer {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the variables that it inherits; never includes our API key. */
  readonly env?: Readonly<Record<string, string>>;
  /** The names of the variables that it inherits; by default a short list of harmless ones. */
  readonly inherits?: readonly string[];
  readonly cwd?: string;
}

/** A server that we reach over Streamable HTTP. */
export interface HttpServer extends AnyServer {
  readonly kind: 'http';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ServerDefinition = StdioServer | HttpServer;

/** A server given on the command line, as words. */
export function namedServer(words: readonly string[]): StdioServer {
  const [command, ...args] = words;
  if (command === undefined) throw new SummarizeError('usage', '--server needs a command; see --help.');
  return { kind: 'stdio', name: command, command, args };
}

/**
 * A server at a URL.
 *
 * @param source the name of the option or setting, for errors
 * @throws {SummarizeError} `badSetting`
 */
export function serverAt(url: string, source: string): HttpServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new SummarizeError(
      'badSetting',
      `${source} must be an HTTP or HTTPS URL, such as https://example.com/mcp.`,
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new SummarizeError(
      'badSetting',
      `${source} must not contain a user name or password; use a header.`,
    );
  }
  return { kind: 'http', name: parsed.host, url: parsed.href };
}

/** Identifies a server independently of its name and secrets, and reveals neither. */
export function identityOf(server: ServerDefinition): string {
  const parts = server.kind === 'http' ? [server.url] : [server.command, server.cwd ?? '', ...server.args];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

const SECRET_NAME = /key|token|secret|passw|pwd|pat$|auth|cred|dsn|cookie/i;
const URL_WITH_PASSWORD = /:\/\/[^/\s]*@/;

/**
 * What a server's definition holds that must not be shown: the values of its headers, with and without a scheme such as
 * Bearer, and of the variables whose names say so, or that are URLs with a password. Others, such as a language, may well
 * be words of a text.
 */
export function secretValues(server: ServerDefinition | undefined): readonly string[] {
  if (server?.kind === 'http')
    return Object.values(server.headers ?? {}).flatMap((value) => [value, value.split(' ').at(-1) ?? '']);
  return Object.entries(server?.env ?? {})
    .filter(([name, value]) => SECRET_NAME.test(name) || URL_WITH_PASSWORD.test(value))
    .map(([, value]) => value);
}
