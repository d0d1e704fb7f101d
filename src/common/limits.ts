import { SummarizeError } from './errors.js';

const MIB = 1024 * 1024;

/** The stdio read buffer of both our client and our server, in bytes; the SDKs' default is 10 MiB. */
export const MAX_MESSAGE_BYTES = 64 * MIB;

/** The most bytes in JSON for a byte of text: `\\u0000`. */
const LONGEST_ESCAPE = 6;

/** Room in a message for everything but the text: JSON-RPC envelope, prompt, system prompt. */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * The longest a tool call or sampling request may stay open, in milliseconds. Many models need longer than the SDKs'
 * default of 60 s, but there should always be a maximum (MCP, basic/lifecycle).
 */
export const MAX_CALL_MILLISECONDS = 60 * 60 * 1000;

/** The highest timeout that a user can set, in seconds: one day. */
export const MAX_TIMEOUT_SECONDS = 24 * 60 * 60;

/**
 * The default number of rounds that a server may request within one tool call: of tool use in sampling (MCP
 * client/sampling: both parties should limit iterations), and of input (MCP 2026-07-28, basic/patterns/mrtr).
 */
export const DEFAULT_ROUNDS = 25;

/**
 * Rejects a text that would not fit into one stdio message, before anything is sent.
 *
 * @param text what the user selected
 * @throws {SummarizeError} `textTooLarge`, with the size in MiB
 */
export function assertFitsOneMessage(text: string): void {
  const plain = Buffer.byteLength(text, 'utf8');
  if (plain * LONGEST_ESCAPE <= MAX_MESSAGE_BYTES - ENVELOPE_BYTES) return;
  // A text that is already too long needs no count of its escapes, which would take seconds.
  const bytes = plain > MAX_MESSAGE_BYTES ? plain : bytesAsJson(text);
  if (bytes <= MAX_MESSAGE_BYTES - ENVELOPE_BYTES) return;
  throw new SummarizeError(
    'textTooLarge',
    `The text is ${(bytes / MIB).toFixed(1)} MiB when encoded, too large for one ` +
      `${String(MAX_MESSAGE_BYTES / MIB)} MiB message with its prompt. Nothing was sent; select less.`,
  );
}

/** A text's size as a JSON string, counted in pieces because the whole can exceed the maximum string length. */
function bytesAsJson(text: string): number {
  let bytes = 2;
  for (let from = 0; from < text.length;) {
    let to = from + MIB;
    // A surrogate pair that is cut in half would be escaped as two characters.
    if (isHighSurrogate(text.charCodeAt(to - 1))) to++;
    bytes += Buffer.byteLength(JSON.stringify(text.slice(from, to)), 'utf8') - 2;
    from = to;
  }
  return bytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
