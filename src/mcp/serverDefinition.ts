import { createHash } from 'node:crypto';
import { SummarizeError } from '../common/errors.js';
import type { EraChoice } from './era/era.js';

interface AnyServer {
  /** What a user calls the server. */
  readonly name: string;
  /** The protocol era to speak to it in, where the user has set one. */
  readonly era?: EraChoice;
  /**
   * What is known of the server beforehand: that it speaks the older era (up to 2025-11-25), so that
   * it need not be asked, and that it repeats our call id in its sampling requests, so that its calls
   * need not wait for each other.
   */
  readonly known?: { readonly era: 'legacy'; readonly repeatsCallId: true };
  /** Whether it is ours, which alone learns, opaquely, which model answers. */
  readonly isBundled?: true;
}

/** A server to start, which speaks over its standard input and output. */
export interface StdioServer extends AnyServer {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the SDK's short list of harmless variables; never a key of ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A server to call, which speaks Streamable HTTP. */
export interface HttpServer extends AnyServer {
  readonly kind: 'http';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ServerDefinition = StdioServer | HttpServer;

/**
 * Our own server, `dist/server.js`. The program that runs us runs it too: in desktop VS Code that is
 * Electron, which is Node only when it is told so.
 *
 * @param script absolute path of the server's bundle
 */
export function bundledServer(script: string): StdioServer {
  return {
    kind: 'stdio',
    name: 'MCP Summarize server',
    command: process.execPath,
    // The syntax tree of a long text is soon of no use: V8 shall not let it lie about (see `npm run bench`).
    args: ['--optimize-for-size', script],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    known: { era: 'legacy', repeatsCallId: true },
    isBundled: true,
  };
}

/** A server that a user named on the command line, as words. */
export function namedServer(words: readonly string[]): StdioServer {
  const [command, ...args] = words;
  if (command === undefined) throw new SummarizeError('usage', '--server needs a command; see --help.');
  return { kind: 'stdio', name: command, command, args };
}

/**
 * A server at an address.
 *
 * @param source what to call the address in an error: the option's or the setting's name
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

/** The same for the same server, whatever it is called and whatever secrets it is given; tells neither. */
export function identityOf(server: ServerDefinition): string {
  const parts = server.kind === 'http' ? [server.url] : [server.command, server.cwd ?? '', ...server.args];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
