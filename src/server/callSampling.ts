import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { oneLine } from '../common/errors.js';
import { CALL_ID_META } from '../contract/summarize.js';
import { progressTeller, type Extra, type Progress } from './progressTeller.js';
import { Sampler } from './sampler.js';
import { failure } from './toolFailure.js';

/** What a tool call samples with, and tells how far it is; pauses are told as well. */
export function callSampling(
  server: McpServer,
  extra: Extra,
): {
  readonly sampler: Sampler;
  readonly onProgress: (progress: Progress) => void;
  readonly log: (sentence: string) => void;
} {
  const tell = progressTeller(server, extra);
  const { _meta, signal } = extra;
  const sampler = new Sampler({ server, callId: _meta?.[CALL_ID_META], signal, onPause: tell.pause });
  return { sampler, onProgress: tell.progress, log: tell.log };
}

/** The result of a call whose sampling failed. */
export function unanswered(error: unknown): CallToolResult {
  const reason = error instanceof Error ? error.message : String(error);
  return failure(`The client did not answer the sampling request: ${oneLine(reason)}.`);
}
