import { LOG_LEVEL_META_KEY, type Progress, type Tool } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
import type { SamplingResult } from '../../sampling/handler.js';
import { CALL_ID_META } from '../../contract/summarize.js';
import type { ServerSession } from './session.js';

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Beside what the client itself says, for a server that knows it (MCP basic, "_meta"). */
  readonly meta?: Readonly<Record<string, string>>;
  /** Answers one of its sampling requests; `declared` is what the server was told that these may hold. */
  readonly answerSampling: (
    params: unknown,
    signal: AbortSignal,
    declared: { readonly tools: boolean },
  ) => Promise<SamplingResult>;
  /** How often the server may come back for input. */
  readonly maxRounds: number;
  /** The longest that the call may take, in milliseconds, whatever progress it makes. */
  readonly callMilliseconds?: number | undefined;
  /** Gets what the user who waits should know, as a sentence: the server's progress, another call's end. */
  readonly onNotice?: (notice: string) => void;
  /** The server asked for a feature that this client does not offer, such as "elicitation". */
  readonly onUnoffered?: (feature: string) => void;
  /** Cancels the call, its sampling requests and their model calls. */
  readonly signal: AbortSignal;
}

/**
 * The definition that lets the SDK hand a round of input back to us: with an output schema it would
 * take such a round for a result without structured content.
 */
export async function withoutOutputSchema(
  session: ServerSession,
  name: string,
): Promise<{ readonly toolDefinition?: Tool }> {
  const tool = (await session.tools()).find((candidate) => candidate.name === name);
  if (tool?.outputSchema === undefined) return {};
  return { toolDefinition: { ...tool, outputSchema: undefined } };
}

/**
 * The `_meta` of a call: its id, and in the newer era the level without which a server keeps its log to
 * itself (MCP 2026-07-28, server/utilities/logging).
 */
export function metaOf(
  session: ServerSession,
  id: string,
  meta: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return { ...meta, [CALL_ID_META]: id, ...(session.isModern && { [LOG_LEVEL_META_KEY]: 'info' }) };
}

/** The least time between two notices of a server's progress, in milliseconds: a server may flood. */
const PROGRESS_MILLISECONDS = 100;

/** Tells a server's progress (MCP basic/utilities/progress) as sentences, but not more often than can be read. */
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
