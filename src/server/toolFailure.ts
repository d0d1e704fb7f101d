import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

export const NO_SAMPLING =
  'This client does not support sampling, and the server has no model of its own; use a client that declares the "sampling" capability.';

/** A tool result that is an error, with one sentence for the user. */
export function failure(sentence: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: sentence }] };
}
