import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { behindSentences, referenceOf } from '../citations/references.js';
import { ANSWERED_BY_META, type SummaryResult } from '../contract/summarize.js';
import { AnswerCache, NO_CACHE } from './answerCache.js';
import { callSampling, unanswered } from './callSampling.js';
import { summarizeLongText, type LongTextSummary, type PartSummary } from './longText.js';
import type { LongText } from './summarizing.js';
import { planOf } from './plan.js';
import type { Extra } from './progressTeller.js';
import { Splitter } from './splitter.js';

/** What lasts from one call to the next. */
const cache = new AnswerCache();
const splitter = new Splitter();
const number = new Intl.NumberFormat('en-US');

/** A call of `summarize`; the tool's input names no more than a text has. */
export async function summarizeCall(
  server: McpServer,
  text: LongText,
  extra: Extra,
): Promise<CallToolResult> {
  const answeredBy = wordOf(extra._meta?.[ANSWERED_BY_META]);
  const { sampler, onProgress, log } = callSampling(server, extra);
  try {
    const summary = await summarizeLongText(text, {
      ask: async (prompt, tries) => await sampler.ask(prompt, tries),
      splitter,
      cache: answeredBy === '' ? NO_CACHE : cache,
      answeredBy,
      onProgress,
      log,
      signal: extra.signal,
    });
    return await resultOf(summary, text.cite === true, sampler.requests);
  } catch (error) {
    return unanswered(error);
  }
}

/** A call of `plan_summary`. */
export async function planCall(text: LongText, { signal }: Extra): Promise<CallToolResult> {
  const plan = await planOf(text, splitter, signal);
  return { content: [{ type: 'text', text: JSON.stringify(plan) }], structuredContent: { ...plan } };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function resultOf(
  { summary, cited, coverage, parts, unmerged, known, cutOff, folded }: LongTextSummary,
  isCited: boolean,
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
    ...(folded === undefined
      ? []
      : [
          `Repeated ${folded.of} were folded: ${number.format(folded.entries)} ${folded.of}, ${number.format(folded.templates)} kinds.`,
        ]),
  ];
  const missing = gaps.map(
    ({ part, fromLine, toLine, reason }) =>
      `Part ${String(part)} of ${String(parts.length)} (lines ${String(fromLine)}–${String(toLine)}) could not be summarized: ${reason}.`,
  );
  const structured: SummaryResult = {
    summary,
    keyPoints: await listItemsOf(summary),
    parts: parts.flatMap(({ part, fromLine, toLine, summary: written }) =>
      written === undefined ? [] : [{ part, fromLine, toLine, summary: written }],
    ),
    gaps,
    notes,
    cutOff: cutOff || cutParts.length > 0,
    sentences: cited,
    coverage,
    usage: { parts: parts.length, samplingRequests, knownAnswers: known },
  };
  const shown = isCited ? behindSentences(summary, cited, referenceOf) : summary;
  const text = [shown, ...[...notes, ...missing].map((note) => `> ${note}`)].join('\n\n');
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

/** The line of a list's item begins with its marker, whatever else it is in. */
const MARKER = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])\s/m;

/** The items of the lists in a text; the parser is loaded only if there can be any. */
async function listItemsOf(text: string): Promise<string[]> {
  if (!MARKER.test(text)) return [];
  const { listItems } = await import('../text/markdown.js');
  return listItems(text);
}

/** The numbers of the parts, shortened to a readable length. */
function numbersOf(parts: readonly PartSummary[]): string {
  const numbers = parts.slice(0, 20).map(({ part }) => String(part));
  const rest = parts.length - numbers.length;
  return [...numbers, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join(', ');
}
