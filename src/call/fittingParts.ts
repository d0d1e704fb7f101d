import type { Tool } from '@modelcontextprotocol/client';
import { runTool, type ToolAnswer } from './runTool.js';
import type { SummaryOptions } from './summaryOptions.js';
import { smallerParts, type TextSize } from './textSize.js';

/** A call of a tool that takes a text and, as `part_tokens`, how much of it the model takes at once. */
export interface SizedCall {
  readonly text: string;
  readonly tool: Tool;
  readonly size: TextSize;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Calls the tool, and meanwhile learns what the model takes, if that is not known. If the parts are too large for it,
 * and nothing was written yet, the call is made again with smaller ones.
 *
 * @param onSmaller called before it is made again
 * @throws {SummarizeError}
 */
export async function callInFittingParts(
  { text, tool, size, values }: SizedCall,
  options: SummaryOptions,
  onSmaller: () => void,
): Promise<ToolAnswer> {
  const { events, signal } = options;
  const call = new AbortController();
  const ended = new AbortController();
  let smaller: number | undefined;
  let isWriting = false;
  const learning = { ...options, signal: AbortSignal.any([signal, ended.signal]) };
  void smallerParts(text, tool, size, learning).then(
    (parts) => {
      if (parts === undefined || isWriting || values.part_tokens === undefined) return;
      smaller = parts;
      call.abort();
    },
    // No call depends on it: what a model refuses as too long is halved.
    () => undefined,
  );
  try {
    return await runTool(tool.name, values, {
      ...options,
      signal: AbortSignal.any([signal, call.signal]),
      events: {
        onText: (delta, request) => {
          isWriting = true;
          events.onText(delta, request);
        },
        onRetry: (reason, request) => {
          events.onRetry(reason, request);
        },
        takeBack: (request) => events.takeBack(request),
        onNotice: (notice) => {
          events.onNotice(notice);
        },
      },
    });
  } catch (error) {
    if (smaller === undefined || signal.aborted) throw error;
    onSmaller();
    return await runTool(tool.name, { ...values, part_tokens: smaller }, options);
  } finally {
    ended.abort();
  }
}
