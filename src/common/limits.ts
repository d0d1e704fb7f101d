import { SummarizeError } from './errors.js';

const MIB = 1024 * 1024;

/** The stdio read buffer on both ends of ours, in bytes; the SDKs' default is 10 MiB. */
export const MAX_MESSAGE_BYTES = 64 * MIB;

/** Room in a message for everything that is not the text: JSON-RPC envelope, prompt, system prompt. */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * The longest a tool call or a sampling request may stay open, in milliseconds. The SDKs' default of
 * 60 s is shorter than many a model's answer; a maximum should still always hold (MCP, basic/lifecycle).
 */
export const MAX_CALL_MILLISECONDS = 60 * 60 * 1000;

/** The most that a user can set in its place, in seconds: a day. */
export const MAX_TIMEOUT_SECONDS = 24 * 60 * 60;

/**
 * How often a server may come back within one tool call, unless the user sets another limit: in one
 * sampled tool loop (MCP client/sampling: both parties should limit iterations), and for input (MCP
 * 2026-07-28, basic/patterns/mrtr).
 */
export const DEFAULT_ROUNDS = 25;

/**
 * Refuses a text that would not fit into one stdio message, before anything is sent.
 *
 * @param text what the user selected
 * @throws {SummarizeError} `textTooLarge`, with the size in MiB
 */
export function assertFitsOneMessage(text: string): void {
  // What is too long already needs no counting of what its quotes would add, which takes seconds.
  const plain = Buffer.byteLength(text, 'utf8');
  const bytes = plain > MAX_MESSAGE_BYTES ? plain : bytesAsJson(text);
  if (bytes <= MAX_MESSAGE_BYTES - ENVELOPE_BYTES) return;
  throw new SummarizeError(
    'textTooLarge',
    `The text is ${(bytes / MIB).toFixed(1)} MiB when encoded, too large for one ` +
      `${String(MAX_MESSAGE_BYTES / MIB)} MiB message with its prompt. Nothing was sent; select less.`,
  );
}

/** How many bytes a text has as a JSON string, counted in pieces: as a whole it can be longer than a string may be. */
function bytesAsJson(text: string): number {
  let bytes = 2;
  for (let from = 0; from < text.length;) {
    let to = from + MIB;
    // A character that a cut parts would be escaped, as two.
    if (isHighSurrogate(text.charCodeAt(to - 1))) to++;
    bytes += Buffer.byteLength(JSON.stringify(text.slice(from, to)), 'utf8') - 2;
    from = to;
  }
  return bytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
