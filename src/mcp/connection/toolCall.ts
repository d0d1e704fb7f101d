import { LOG_LEVEL_META_KEY } from '@modelcontextprotocol/client';
import type { SamplingResult } from '../../sampling/handler.js';
import { CALL_ID_META } from '../../contract/summarize.js';
import type { ServerSession } from './session.js';

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Metadata in addition to the client's own, for servers that know it (MCP basic, "_meta"). */
  readonly meta?: Readonly<Record<string, string>>;
  /** Answers one of its sampling requests; `declared` is what the server was told they may contain. */
  readonly answerSampling: (
    params: unknown,
    signal: AbortSignal,
    declared: { readonly tools: boolean },
  ) => Promise<SamplingResult>;
  /** How many rounds of input the server may request. */
  readonly maxRounds: number;
  /** The most time that the call may take, whatever its progress, in milliseconds. */
  readonly callMilliseconds?: number | undefined;
  /** Gets sentences for the waiting user, such as the server's progress. */
  readonly onNotice?: (notice: string) => void;
  /** The server requested a feature that this client does not support, such as "elicitation". */
  readonly onUnoffered?: (feature: string) => void;
  /** Cancels the call, its sampling requests and their model calls. */
  readonly signal: AbortSignal;
}

/**
 * The `_meta` of a call: its id and, in the newer era, the log level without which a server sends no log
 * (MCP 2026-07-28, server/utilities/logging).
 */
export function metaOf(
  session: ServerSession,
  id: string,
  meta: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return { ...meta, [CALL_ID_META]: id, ...(session.isModern && { [LOG_LEVEL_META_KEY]: 'info' }) };
}
