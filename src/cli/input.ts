import { close, constants, createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream as TerminalStream } from 'node:tty';
import path from 'node:path';
import { promisify } from 'node:util';
import { abortable } from '../common/abortable.js';
import { oneLine, SummarizeError } from '../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';

/** Where to look for the zero byte that no text has; git looks as far. */
const LOOKED_AT = 8000;

/** A file that is not text. */
export class BinaryFile extends SummarizeError {
  constructor(name: string) {
    super('badInput', `${oneLine(name)} is a binary file; name files that contain text.`);
  }
}

/**
 * The text of a file, or of standard input. UTF-8, or UTF-16 with a byte order mark.
 *
 * @throws {SummarizeError} `badInput`, `textTooLarge`
 */
export async function readInput(file: string | undefined, signal: AbortSignal): Promise<string> {
  const name = file ?? 'standard input';
  const bytes = await readBytes(file, name, signal);
  if (file !== undefined && encodingOf(bytes) === 'utf-8' && bytes.subarray(0, LOOKED_AT).includes(0))
    throw new BinaryFile(name);
  return decode(bytes, name);
}

async function readBytes(file: string | undefined, name: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const source = file === undefined ? process.stdin : await openFile(file);
    return await abortable(whole(bounded(addAbortSignal(signal, source), name)), signal);
  } catch (error) {
    if (error instanceof SummarizeError || signal.aborted) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const next = code === 'EISDIR' ? `; name the files in it, such as "${path.join(name, '*')}"` : '';
    throw new SummarizeError('badInput', `Cannot read ${name}: ${REASONS[code] ?? code}${next}.`, {
      cause: error,
    });
  }
}

/**
 * A file to read from. A pipe (`mkfifo`, `<(…)`) or a terminal is read without a thread: a thread in a blocking
 * call cannot be interrupted, and would keep the process from exiting.
 */
async function openFile(file: string): Promise<Readable> {
  // Windows has no such flag; it counts as 0 here.
  const descriptor = await promisify(open)(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (isatty(descriptor)) return new TerminalStream(descriptor);
    const stats = await promisify(fstat)(descriptor);
    if (stats.isFIFO()) return new Socket({ fd: descriptor, readable: true, writable: false });
    return createReadStream(file, { fd: descriptor });
  } catch (error) {
    close(descriptor);
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

/** Stops reading once the text no longer fits into a message. */
async function* bounded(source: Readable, name: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  let limit = MAX_MESSAGE_BYTES;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) continue;
    // UTF-16 shrinks when decoded, but text of twice the limit never fits.
    if (size === 0 && encodingOf(chunk) !== 'utf-8') limit = 2 * MAX_MESSAGE_BYTES;
    size += chunk.length;
    if (size > limit) {
      throw new SummarizeError(
        'textTooLarge',
        `${name} is larger than ${String(limit / 1024 / 1024)} MiB; nothing was sent. Choose a smaller text.`,
      );
    }
    yield chunk;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SummarizeError('badInput', `${name} is not UTF-8 text; convert it first.`, {
      cause: error,
    });
  }
}
