import { oneLine, SummarizeError } from '../common/errors.js';
import type { EraChoice } from '../mcp/era/era.js';
import { namedServer, serverAt, type ServerDefinition } from '../mcp/serverDefinition.js';
import { isSafeFor } from '../models/anthropic/endpoint.js';
import { isHeader } from '../models/anthropic/headers.js';

/** The server named on the command line, unparsed. */
export interface ServerOptions {
  /** The command of `--server`. */
  readonly server: readonly string[] | undefined;
  readonly url: string | undefined;
  /** The protocol era to use with it. */
  readonly era: EraChoice | undefined;
  /** NAME=VALUE entries. */
  readonly env: readonly string[];
  /** "Name: value" entries. */
  readonly header: readonly string[];
}

/**
 * The server named on the command line.
 *
 * @returns undefined for the bundled one
 * @throws {SummarizeError} `usage`, `badSetting`; never containing the value of a variable or a header
 */
export function readServer({ server, url, era, env, header }: ServerOptions): ServerDefinition | undefined {
  if (server !== undefined && url !== undefined) throw wrong('--server and --url cannot be combined');
  if (env.length > 0 && server === undefined) throw wrong('--env requires --server');
  if (header.length > 0 && url === undefined) throw wrong('--header requires --url');
  const choice = era === undefined ? {} : { era };
  if (server !== undefined) {
    const variables = readPairs(env, '=', '--env');
    return { ...namedServer(server), ...choice, ...(env.length > 0 && { env: variables }) };
  }
  if (url === undefined) {
    if (era !== undefined) throw wrong('--era requires --server or --url');
    return undefined;
  }
  const definition = { ...serverAt(url, '--url'), ...choice };
  if (header.length === 0) return definition;
  // Any header may be a secret.
  if (!isSafeFor(definition.url)) {
    throw new SummarizeError(
      'badSetting',
      `The headers would be sent unencrypted to ${definition.name}; use an https address, or remove --header.`,
    );
  }
  const headers = readPairs(header, ':', '--header');
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeader(name, value)) throw wrong(`--header ${oneLine(name, 60)} is not a valid header`);
  }
  return { ...definition, headers };
}

function readPairs(
  pairs: readonly string[],
  separator: string,
  option: string,
): Readonly<Record<string, string>> {
  const read = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf(separator);
    const name = separator === ':' ? pair.slice(0, at).trim() : pair.slice(0, at);
    const value = separator === ':' ? pair.slice(at + 1).trim() : pair.slice(at + 1);
    // Header names, and variable names on Windows, are case-insensitive.
    const isRepeated = [...read.keys()].some((other) => other.toLowerCase() === name.toLowerCase());
    if (isRepeated) throw wrong(`${option} ${oneLine(name, 60)} is given twice`);
    read.set(name, value);
  }
  return Object.fromEntries(read);
}

function wrong(what: string): SummarizeError {
  return new SummarizeError('usage', `Wrong usage: ${what}; see --help.`);
}
