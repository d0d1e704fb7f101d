/**
 * What our server and any other that summarizes agree on: the demo's contract. These names and
 * values stay, so that either side can be exchanged.
 */
export const SUMMARIZE_TOOL = 'summarize';
export const TEXT_ARGUMENT = 'text_to_summarize';

/**
 * The `_meta` key (MCP basic, "_meta") with which our client names a tool call. Our server repeats it
 * in the sampling requests of that call, since the protocol itself does not say which call of a
 * connection a sampling request belongs to.
 */
export const CALL_ID_META = 'mcp-summarize/callId';
