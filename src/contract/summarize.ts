import * as z from 'zod';

/**
 * The contract between the client and any server that summarizes, from the demo. These names and values
 * are fixed, so that either side can be replaced.
 */
export const SUMMARIZE_TOOL = 'summarize';
export const TEXT_ARGUMENT = 'text_to_summarize';

/** Estimates what `summarize` would request, without sampling; not part of the demo's contract. */
export const PLAN_TOOL = 'plan_summary';

/**
 * The `_meta` key (MCP basic, "_meta") with which our client names a tool call. Our server repeats it
 * in the sampling requests of that call, because the protocol does not say which call of a connection a
 * sampling request belongs to.
 */
export const CALL_ID_META = 'mcp-summarize/callId';

/**
 * The `_meta` key with which our client tells only our server, opaquely, which model will answer, so that the
 * server knows which cached answers are still valid. It changes with each run of the client.
 */
export const ANSWERED_BY_META = 'mcp-summarize/answeredBy';

/** The default maximum size of one part of a text, in estimated tokens. */
export const DEFAULT_PART_TOKENS = 20_000;
export const MIN_PART_TOKENS = 500;
export const MAX_PART_TOKENS = 500_000;

/** The maximum number of concurrent sampling requests. */
export const MAX_CONCURRENCY = 16;
export const DEFAULT_CONCURRENCY = 8;

/** The built-in styles of a summary, as a user chooses among them. */
export const STYLES = {
  takeaway: {
    label: 'Takeaway',
    description: 'One bold sentence that is the point, then at most five bullets.',
  },
  brief: { label: 'Brief', description: 'At most three sentences.' },
  detailed: {
    label: 'Detailed',
    description: 'Section by section, with every conclusion, figure and condition.',
  },
  plain: { label: 'Plain Language', description: 'Everyday words, for readers who do not know the subject.' },
  code: { label: 'What Does This Code Do', description: 'Its purpose, steps, interfaces and side effects.' },
  changes: { label: 'What Changed', description: 'For diffs: what is different now, grouped by purpose.' },
  problems: { label: 'What Went Wrong', description: 'For logs: the errors, the most serious first.' },
  releaseNotes: { label: 'Release Notes', description: 'For commits: what their users will notice.' },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly description: string }>>;
export type Style = keyof typeof STYLES;

const part = z.object({
  part: z.int().positive().describe('Starts at 1'),
  fromLine: z.int().positive().describe('Starts at 1'),
  toLine: z.int().positive(),
});

/** What a sentence of a summary rests on, and whether its numbers and names stand there. */
const citedSentence = z.object({
  text: z.string().describe('As it stands in the summary'),
  sources: z
    .array(z.object({ fromLine: z.int().positive(), toLine: z.int().positive() }))
    .describe('The lines that it rests on, from 1'),
  origin: z
    .enum(['cited', 'inferred', 'none'])
    .describe('Whether the model named them, or they were found by resemblance'),
  check: z
    .enum(['found', 'notFound', 'nothingToCheck'])
    .describe('Whether its numbers, dates, quotes and identifiers stand there'),
  missing: z.array(z.string()).optional().describe('Those that do not'),
});
export type CitedSentence = z.infer<typeof citedSentence>;

/** The structured content of the tool `summarize`. */
export const summaryResult = z.object({
  summary: z.string(),
  keyPoints: z.array(z.string()).describe('The list items in the summary'),
  parts: z
    .array(part.extend({ summary: z.string() }))
    .describe('The summaries that were merged; just one if the text was summarized in one request'),
  gaps: z
    .array(part.extend({ reason: z.string() }))
    .describe('Parts that could not be summarized and are missing from the summary'),
  notes: z
    .array(z.string())
    .default([])
    .describe('What else is to be known about the summary, in sentences: cut off, not merged, folded'),
  cutOff: z
    .boolean()
    .default(false)
    .describe('Whether the token limit cut off the summary or one of those it was merged from'),
  sentences: z.array(citedSentence).default([]).describe('What each sentence of the summary rests on'),
  coverage: z
    .array(z.number().min(0).max(1))
    .default([])
    .describe('For each fifth of the text, the share of its blocks that some sentence rests on'),
  usage: z.object({
    parts: z.int().positive(),
    samplingRequests: z.int().nonnegative(),
    knownAnswers: z.int().nonnegative().describe('Answers reused from earlier calls'),
  }),
});
export type SummaryResult = z.infer<typeof summaryResult>;
/** What the sentences of a summary rest on, and how much of the text they do. */
export type Citations = Pick<SummaryResult, 'sentences' | 'coverage'>;

/** The structured content of the tool `plan_summary`. */
export const planResult = z.object({
  parts: z.int().positive(),
  samplingRequests: z.int().positive().describe('Estimated; merging depends on the length of the summaries'),
  inputTokens: z.int().nonnegative().describe('Estimated'),
  outputTokens: z.int().nonnegative().describe('The maximum'),
});
export type PlanResult = z.infer<typeof planResult>;
