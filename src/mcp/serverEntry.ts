import * as z from 'zod';
import { SummarizeError, toSummarizeError } from '../common/errors.js';
import { isSafeFor } from '../models/anthropic/endpoint.js';
import { inputNames, otherVariable, withInputs } from '../common/inputVariables.js';
import { BUNDLED_NAME, OTHERS_NAME } from '../policy/policy.js';
import { ERA_CHOICES } from './era/era.js';
import { serverAt, type ServerDefinition } from './serverDefinition.js';

const words = z.record(z.string(), z.string());
const era = z.enum(ERA_CHOICES).optional();

const stdioEntry = z.strictObject({
  type: z.literal('stdio').optional(),
  command: z.string().trim().min(1),
  args: z.array(z.string()).default([]),
  env: words.default({}),
  cwd: z.string().min(1).optional(),
  era,
});

const httpEntry = z.strictObject({
  type: z.literal('http').optional(),
  url: z.string().trim().min(1),
  headers: words.default({}),
  era,
});

/** One server in the settings, in the familiar shape of `mcp.json`. */
const serverEntry = z.union([stdioEntry, httpEntry]);
export type ServerEntry = z.infer<typeof serverEntry>;

/**
 * The servers in the settings by name; an invalid entry is replaced by the error that explains it.
 *
 * @param source the setting's name, for errors
 * @throws {SummarizeError} `badSetting` if the setting is not an object
 */
export function readServerEntries(
  value: unknown,
  source: string,
): ReadonlyMap<string, ServerEntry | SummarizeError> {
  const entries = z.record(z.string(), z.unknown()).safeParse(value ?? {});
  if (!entries.success) throw bad(`${source} must be an object of named servers`);
  const read = (name: string, entry: unknown): ServerEntry | SummarizeError => {
    try {
      return readEntry(name, entry, source);
    } catch (error) {
      return toSummarizeError(error);
    }
  };
  return new Map(Object.entries(entries.data).map(([name, entry]) => [name, read(name, entry)]));
}

function readEntry(name: string, value: unknown, source: string): ServerEntry {
  if (name.trim() === '') throw bad(`${source} has a server without a name; add one`);
  if (name === BUNDLED_NAME || name === OTHERS_NAME) {
    throw bad(`${source} has a server "${name}", which is a reserved name; rename it`);
  }
  const parsed = serverEntry.safeParse(value);
  if (!parsed.success) {
    throw bad(
      `${source} has a server "${name}" with invalid properties; ` +
        'use {command, args, env, cwd, era} or {url, headers, era}',
    );
  }
  const entry = parsed.data;
  const texts = 'url' in entry ? [entry.url] : [entry.command, ...entry.args, entry.cwd ?? ''];
  const variable = otherVariable([...texts, ...Object.values(secretHolders(entry))]);
  if (variable !== undefined) {
    throw bad(
      `${source} has a server "${name}" that uses ${variable}, which is not supported; enter the value itself`,
    );
  }
  if (inputNames(texts).length > 0) {
    throw bad(
      `${source} has a server "${name}" that uses \${input:…} outside env and headers; move it there`,
    );
  }
  return entry;
}

function secretHolders(entry: ServerEntry): Readonly<Record<string, string>> {
  return 'url' in entry ? entry.headers : entry.env;
}

/** The names of the secrets (`${input:NAME}`) in a server's `env` or `headers`. */
export function secretsOf(entry: ServerEntry): readonly string[] {
  return inputNames(Object.values(secretHolders(entry)));
}

/**
 * The recipient of a server's secrets: the origin of a URL, or a whole command line. A secret given for one recipient
 * is never passed to another.
 */
export function recipientOf(entry: ServerEntry): string {
  if ('url' in entry) return URL.canParse(entry.url) ? new URL(entry.url).origin : entry.url;
  const words = [entry.command, ...entry.args].map((word) =>
    /[\s"]/.test(word) ? JSON.stringify(word) : word,
  );
  return entry.cwd === undefined ? words.join(' ') : `${words.join(' ')} (in ${entry.cwd})`;
}

/**
 * A server ready to start, with its secrets filled in.
 *
 * @param secrets a value for each name in `secretsOf`
 * @throws {SummarizeError} `badSetting` for an invalid URL, or if secrets would be sent unencrypted
 */
export function defineServer(
  name: string,
  entry: ServerEntry,
  secrets: ReadonlyMap<string, string>,
): ServerDefinition {
  const era = entry.era === undefined ? {} : { era: entry.era };
  const filled = withInputs(secretHolders(entry), secrets);
  if ('url' in entry) {
    const { url } = serverAt(entry.url, `The URL of server "${name}"`);
    if (secretsOf(entry).length > 0 && !isSafeFor(url)) {
      throw bad(`The secrets of server "${name}" would be sent unencrypted; use an HTTPS URL`);
    }
    return { kind: 'http', name, url, headers: filled, ...era };
  }
  const { command, args, cwd } = entry;
  return { kind: 'stdio', name, command, args, env: filled, ...(cwd !== undefined && { cwd }), ...era };
}

function bad(what: string): SummarizeError {
  return new SummarizeError('badSetting', `${what}.`);
}
