import { LOG_LEVEL_META_KEY, type Progress } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
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

/** The least time between two progress notices, in milliseconds, because a server may flood us. */
const PROGRESS_MILLISECONDS = 100;

/** Reports a server's progress (MCP basic/utilities/progress) as sentences, no faster than they can be read. */
export function progressTeller(
  serverName: string,
  tell: ((notice: string) => void) | undefined,
): (progress: Progress) => void {
  let toldAt = -Infinity;
  return ({ progress, total, message }) => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_MILLISECONDS && progress !== total) return;
    toldAt = now;
    const figures = total === undefined ? String(progress) : `${String(progress)} of ${String(total)}`;
    const words = oneLine(message ?? '', 120);
    const bare = /^\d+ of \d+ /.test(words) ? '' : ` (${figures})`;
    tell?.(words === '' ? `${serverName}: ${figures}.` : `${serverName}: ${words}${bare}.`);
  };
}
