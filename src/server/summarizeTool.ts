import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import {
  PLAN_TOOL,
  STYLES,
  SUMMARIZE_TOOL,
  summaryResult,
  planResult,
  TEXT_ARGUMENT,
} from '../contract/summarize.js';
import type { LongText } from './summarizing.js';
import { LENGTHS } from './prompts.js';
import { failure, NO_SAMPLING } from './toolFailure.js';
import { firstLine, languageId, partTokens } from './toolInput.js';

const styles = Object.keys(STYLES) as [keyof typeof STYLES, ...(keyof typeof STYLES)[]];
const lengths = Object.keys(LENGTHS) as [keyof typeof LENGTHS, ...(keyof typeof LENGTHS)[]];

const styleList = styles.map((style) => `${style}: ${STYLES[style].description}`).join(' ');

/** The first is the demo's; the others are optional. */
const input = {
  [TEXT_ARGUMENT]: z.string().describe('The text to summarize'),
  title: z.string().optional().describe('The title of the text'),
  language_id: languageId,
  style: z.enum(styles).optional().describe(`The style of the summary. ${styleList}`),
  length: z.enum(lengths).optional().describe('The length of the summary'),
  language: z.string().optional().describe('The language to write it in'),
  instructions: z.string().optional().describe('Further instructions for the summary'),
  first_line: firstLine,
  part_tokens: partTokens.describe(
    'Longer texts are split into parts of at most this many tokens (estimated)',
  ),
  fold: z
    .boolean()
    .optional()
    .describe(
      'Whether repeated entries of a long log, or rows of a long table, stand once, with their number; true by default',
    ),
  cite: z
    .boolean()
    .optional()
    .describe(
      'Whether the text of the result says behind each sentence which lines it rests on: (lines 12–14)',
    ),
};
type Input = z.infer<z.ZodObject<typeof input>>;

/** What a call needs, and the start does not. */
const loadCalls = () => import('./summarizeCall.js');

/** Does what would make a client wait for its first list of tools and its first call. */
export function prepareSummaries(): void {
  loadCalls().catch(() => undefined);
  // Each part of Zod is compiled when it is first used, as the SDK does for the list.
  for (const schema of [z.object(input), summaryResult, planResult])
    z.toJSONSchema(schema, { target: 'draft-7' });
}

/**
 * Registers the tools `summarize` and `plan_summary`. `summarize` sends sampling requests to
 * the client (MCP client/sampling): one for a text that fits, more for a longer one. Failures become a tool
 * result with `isError` and one sentence.
 */
export function registerSummarizeTool(server: McpServer): void {
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
        return failure(NO_SAMPLING);
      }
      if (given[TEXT_ARGUMENT].trim() === '') {
        return failure('There is nothing to summarize: the text is empty.');
      }
      const { summarizeCall } = await loadCalls();
      return await summarizeCall(server, textOf(given), extra);
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
    async (given, extra) => {
      const { planCall } = await loadCalls();
      return await planCall(textOf(given), extra);
    },
  );
}

function textOf(given: Input): LongText {
  const { title, style, length, language, instructions } = given;
  return {
    text: given[TEXT_ARGUMENT],
    title,
    languageId: given.language_id,
    partTokens: given.part_tokens,
    firstLine: given.first_line,
    fold: given.fold,
    cite: given.cite,
    style,
    length,
    language,
    instructions,
  };
}
