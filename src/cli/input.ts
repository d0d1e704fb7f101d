import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { abortable } from '../common/abortable.js';
import { SummarizeError } from '../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';

/**
 * The text of a file, or of standard input. UTF-8, or UTF-16 with a byte order mark.
 *
 * @throws {SummarizeError} `badInput`, `textTooLarge`
 */
export async function readInput(file: string | undefined, signal: AbortSignal): Promise<string> {
  const name = file ?? 'standard input';
  const source = file === undefined ? process.stdin : createReadStream(file);
  return decode(await readBytes(source, name, signal), name);
}

async function readBytes(source: Readable, name: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await abortable(buffer(bounded(addAbortSignal(signal, source), name)), signal);
  } catch (error) {
    if (error instanceof SummarizeError || signal.aborted) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it is unreadable';
    throw new SummarizeError('badInput', `${name} cannot be read: ${REASONS[code] ?? code}.`, {
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

async function* bounded(source: Readable, name: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    // UTF-16 shrinks as it is decoded; twice the limit is never a text that fits.
    if (size > 2 * MAX_MESSAGE_BYTES) {
      throw new SummarizeError(
        'textTooLarge',
        `${name} is larger than ${String((2 * MAX_MESSAGE_BYTES) / 1024 / 1024)} MiB; nothing was sent. Choose a smaller text.`,
      );
    }
    yield chunk;
  }
}

function decode(bytes: Uint8Array, name: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SummarizeError('badInput', `${name} is not UTF-8 text; convert it first.`, {
      cause: error,
    });
  }
}
