import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { oneLine } from '../common/errors.js';
import { AnswerCache, NO_CACHE } from './answerCache.js';
import {
  ANSWERED_BY_META,
  CALL_ID_META,
  DEFAULT_PART_TOKENS,
  MAX_PART_TOKENS,
  MIN_PART_TOKENS,
  PLAN_TOOL,
  SUMMARIZE_TOOL,
  summaryResult,
  planResult,
  TEXT_ARGUMENT,
  type SummaryResult,
} from '../contract/summarize.js';
import {
  Splitter,
  summarizeLongText,
  type LongText,
  type LongTextSummary,
  type PartSummary,
} from './longText.js';
import { planOf } from './plan.js';
import { LENGTHS, STYLES } from './prompts.js';
import { Sampler } from './sampler.js';

const styles = Object.keys(STYLES) as [keyof typeof STYLES, ...(keyof typeof STYLES)[]];
const lengths = Object.keys(LENGTHS) as [keyof typeof LENGTHS, ...(keyof typeof LENGTHS)[]];

/** The first is the demo's; the others are optional. */
const input = {
  [TEXT_ARGUMENT]: z.string().describe('The text to summarize'),
  title: z.string().optional().describe('The title of the text'),
  language_id: z
    .string()
    .optional()
    .describe('The language identifier of the text, as in VS Code: markdown, python, log…'),
  style: z.enum(styles).optional().describe('The style of the summary'),
  length: z.enum(lengths).optional().describe('The length of the summary'),
  language: z.string().optional().describe('The language to write it in'),
  instructions: z.string().optional().describe('Further instructions for the summary'),
  first_line: z
    .int()
    .positive()
    .default(1)
    .describe('The line number in its document at which the text begins'),
  part_tokens: z
    .int()
    .min(MIN_PART_TOKENS)
    .max(MAX_PART_TOKENS)
    .default(DEFAULT_PART_TOKENS)
    .describe('Longer texts are split into parts of at most this many tokens (estimated)'),
};
type Input = z.infer<z.ZodObject<typeof input>>;
type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/**
 * Registers the tools `summarize` and `plan_summary`. `summarize` sends sampling requests to
 * the client (MCP client/sampling): one for a text that fits, more for a longer one. Failures become a tool
 * result with `isError` and one sentence.
 */
export function registerSummarizeTool(server: McpServer): void {
  const cache = new AnswerCache();
  const splitter = new Splitter();
  server.registerTool(
    SUMMARIZE_TOOL,
    {
      title: 'Summarize',
      description:
        'Summarizes a text of any length with the client’s language model, by sampling; long texts are summarized in parts.',
      inputSchema: input,
      outputSchema: summaryResult,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    async (given, extra) => {
      if (server.server.getClientCapabilities()?.sampling === undefined) {
        return failure(
          'This client does not support sampling, and the server has no model of its own; use a client that declares the "sampling" capability.',
        );
      }
      if (given[TEXT_ARGUMENT].trim() === '') {
        return failure('There is nothing to summarize: the text is empty.');
      }
      const answeredBy = wordOf(extra._meta?.[ANSWERED_BY_META]);
      const tell = progressTeller(server, extra);
      const sampler = new Sampler({
        server,
        callId: extra._meta?.[CALL_ID_META],
        signal: extra.signal,
        onPause: tell.pause,
      });
      try {
        const summary = await summarizeLongText(textOf(given), {
          ask: async (prompt, tries) => await sampler.ask(prompt, tries),
          splitter,
          cache: answeredBy === '' ? NO_CACHE : cache,
          answeredBy,
          onProgress: tell.progress,
          signal: extra.signal,
        });
        return await resultOf(summary, sampler.requests);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return failure(`The client did not answer the sampling request: ${oneLine(reason)}.`);
      }
    },
  );
  server.registerTool(
    PLAN_TOOL,
    {
      title: 'Plan a Summary',
      description: 'Estimates how many parts, sampling requests and tokens a summary would take.',
      inputSchema: input,
      outputSchema: planResult,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async (given, { signal }) => {
      const plan = await planOf(textOf(given), splitter, signal);
      return { content: [{ type: 'text', text: JSON.stringify(plan) }], structuredContent: { ...plan } };
    },
  );
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOf(given: Input): LongText {
  const { title, style, length, language, instructions } = given;
  return {
    text: given[TEXT_ARGUMENT],
    title,
    languageId: given.language_id,
    partTokens: given.part_tokens,
    firstLine: given.first_line,
    style,
    length,
    language,
    instructions,
  };
}

interface ProgressTeller {
  readonly progress: Parameters<typeof summarizeLongText>[1]['onProgress'];
  /** Reports a pause in milliseconds and its reason. */
  readonly pause: (milliseconds: number, reason: string) => void;
}

/** Progress values must increase, but a pause is not a step. */
const LEAST_STEP = 0.001;

/** Reports progress to a client that asked for it (MCP basic/utilities/progress), and logs the steps. */
function progressTeller(server: McpServer, { _meta, sendNotification }: Extra): ProgressTeller {
  let before = 0;
  let told = 0;
  let ofAll = 0;
  const log = (level: 'info' | 'warning', data: string): void => {
    void server.sendLoggingMessage({ level, data }).catch(() => undefined);
  };
  const tell = (progress: number, message: string): void => {
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) return;
    void sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress, total: ofAll, message },
    }).catch(() => undefined);
  };
  return {
    progress: ({ done, total, what }) => {
      if (done === 0) {
        // A new step; progress values must never decrease.
        before = Math.ceil(told);
        log('info', `${String(total)} ${what} to do`);
      }
      ofAll = before + total;
      if (done > 0 || before === 0) told = Math.max(told, before + done);
      if (done > 0 || before === 0) tell(told, `${String(done)} of ${String(total)} ${what}`);
    },
    pause: (milliseconds, reason) => {
      told += LEAST_STEP;
      const message = `retrying in ${String(Math.ceil(milliseconds / 1000))} s: ${reason}`;
      log('warning', message);
      tell(told, message);
    },
  };
}

async function resultOf(
  { summary, parts, unmerged, known, cutOff }: LongTextSummary,
  samplingRequests: number,
): Promise<CallToolResult> {
  const gaps = parts.flatMap(({ part, fromLine, toLine, summary: written, reason = '' }) =>
    written === undefined ? [{ part, fromLine, toLine, reason }] : [],
  );
  const cutParts = parts.length === 1 ? [] : parts.filter((one) => one.cutOff === true);
  const notes = [
    ...(cutOff
      ? ['The token limit was reached, so the summary is cut off; raise the limit for a longer one.']
      : []),
    ...(cutParts.length === 0
      ? []
      : [`The token limit was reached in some parts, whose summaries are cut off: ${numbersOf(cutParts)}.`]),
    ...(unmerged === undefined
      ? []
      : [`The summaries of the parts could not be merged and are listed in order: ${unmerged}.`]),
    ...gaps.map(
      ({ part, fromLine, toLine, reason }) =>
        `Part ${String(part)} of ${String(parts.length)} (lines ${String(fromLine)}–${String(toLine)}) could not be summarized: ${reason}.`,
    ),
  ];
  const { listItems } = await import('../text/markdown.js');
  const structured: SummaryResult = {
    summary,
    keyPoints: listItems(summary),
    parts: parts.flatMap(({ part, fromLine, toLine, summary: written }) =>
      written === undefined ? [] : [{ part, fromLine, toLine, summary: written }],
    ),
    gaps,
    cutOff: cutOff || cutParts.length > 0,
    usage: { parts: parts.length, samplingRequests, knownAnswers: known },
  };
  const text = [summary, ...notes.map((note) => `> ${note}`)].join('\n\n');
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

/** The numbers of the parts, shortened to a readable length. */
function numbersOf(parts: readonly PartSummary[]): string {
  const numbers = parts.slice(0, 20).map(({ part }) => String(part));
  const rest = parts.length - numbers.length;
  return [...numbers, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join(', ');
}

function failure(sentence: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: sentence }] };
}
