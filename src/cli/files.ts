import { glob, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { oneLine, SummarizeError } from '../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';
import { BinaryFile, readInput } from './input.js';
import type { NamedText } from './source.js';

/** What makes a name a glob. A file that has such a name is meant itself. */
const GLOB = /[*?[\]{}]/;

export interface ReadingFiles {
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The texts of files, in the order in which they are named, and none twice. Globs are expanded here too, because the
 * shells of Windows do not. A binary file is refused if it was named, and left out, with a word, if a glob matches it.
 *
 * @throws {SummarizeError} `badInput`, `textTooLarge`
 */
export async function readFiles(
  names: readonly string[],
  { say, signal }: ReadingFiles,
): Promise<readonly NamedText[]> {
  const seen = new Set<string>();
  const texts: NamedText[] = [];
  let bytes = 0;
  const readOnce = async (name: string, isNamed: boolean): Promise<void> => {
    // A pipe has no other name.
    const file = await realpath(name).catch(() => path.resolve(name));
    if (seen.has(file)) return;
    seen.add(file);
    try {
      const text = await readInput(name, signal);
      bytes += Buffer.byteLength(text);
      texts.push({ name, text });
    } catch (error) {
      if (isNamed || !(error instanceof BinaryFile)) throw error;
      say(`Left out ${oneLine(name)}, because it is a binary file.`);
    }
    if (bytes > MAX_MESSAGE_BYTES) throw tooLarge();
  };
  for (const name of names) {
    if (!GLOB.test(name) || (await exists(name))) await readOnce(name, true);
    else for (const file of await expand(name, signal)) await readOnce(file, false);
  }
  if (texts.length === 0) {
    throw new SummarizeError('badInput', 'All of these files are binary; name files that contain text.');
  }
  return texts;
}

/**
 * The files that match a glob, in alphabetical order. As in a shell, hidden ones must be named; packages too.
 *
 * @throws {SummarizeError} `badInput` if there are none
 */
async function expand(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  const exclude = (name: string): boolean => name === 'node_modules' && !pattern.includes(name);
  await withoutWarning(async () => {
    for await (const file of glob(pattern, { exclude })) {
      signal.throwIfAborted();
      if ((await stat(file).catch(() => undefined))?.isFile() === true) files.push(file);
    }
  });
  if (files.length > 0) return files.sort();
  throw new SummarizeError('badInput', `No file matches ${oneLine(pattern)}; check the pattern.`);
}

/** Node 22 warns that its globs are experimental; what we use of them is the same in Node 24. */
async function withoutWarning<T>(work: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]): void => {
    if (rest[0] !== 'ExperimentalWarning') Reflect.apply(emitWarning, undefined, [warning, ...rest]);
  };
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function exists(name: string): Promise<boolean> {
  return await stat(name).then(
    () => true,
    () => false,
  );
}

function tooLarge(): SummarizeError {
  const limit = `${String(MAX_MESSAGE_BYTES / 1024 / 1024)} MiB`;
  return new SummarizeError(
    'textTooLarge',
    `The files are larger than ${limit} together; nothing was sent. Name fewer of them.`,
  );
}
