import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { answerResult, ASK_TEXT_ARGUMENT, ASK_TOOL, QUESTION_ARGUMENT } from '../contract/ask.js';
import type { Question } from './askCall.js';
import { failure, NO_SAMPLING } from './toolFailure.js';
import { firstLine, languageId, partTokens } from './toolInput.js';

const input = {
  [ASK_TEXT_ARGUMENT]: z.string().describe('The text that the question is about'),
  [QUESTION_ARGUMENT]: z.string().describe('The question'),
  title: z.string().optional().describe('The title of the text'),
  language_id: languageId,
  language: z.string().optional().describe('The language to answer in; by default that of the question'),
  instructions: z.string().optional().describe('Further instructions for the answer'),
  summary: z.string().optional().describe('A summary of the whole text, for what its parts do not show'),
  earlier: z
    .array(z.object({ question: z.string(), answer: z.string() }))
    .optional()
    .describe('Earlier questions about the text with their answers, oldest first'),
  first_line: firstLine,
  part_tokens: partTokens.describe(
    'Of longer texts, the parts that the question is about are read, up to this many tokens (estimated)',
  ),
};
type Input = z.infer<z.ZodObject<typeof input>>;

/** What a call needs, and the start does not. */
const loadCall = () => import('./askCall.js');

/** Does what would make a client wait for its first list of tools. */
export function prepareQuestions(): void {
  for (const schema of [z.object(input), answerResult]) z.toJSONSchema(schema, { target: 'draft-7' });
}

/**
 * Registers the tool `ask_about_text`, which sends one sampling request to the client (MCP client/sampling), and
 * another with less of the text if it was too long. Failures become a tool result with `isError` and one sentence.
 */
export function registerAskTool(server: McpServer): void {
  server.registerTool(
    ASK_TOOL,
    {
      title: 'Ask About a Text',
      description:
        'Answers a question about a text of any length with the client’s language model, by sampling; of a long text, only the parts that the question is about are read.',
      inputSchema: input,
      outputSchema: answerResult,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    async (given, extra) => {
      if (server.server.getClientCapabilities()?.sampling === undefined) return failure(NO_SAMPLING);
      if (given[QUESTION_ARGUMENT].trim() === '') {
        return failure('There is nothing to answer: the question is empty.');
      }
      if (given[ASK_TEXT_ARGUMENT].trim() === '') {
        return failure('There is nothing to ask about: the text is empty.');
      }
      const { askCall } = await loadCall();
      return await askCall(server, questionOf(given), extra);
    },
  );
}

function questionOf(given: Input): Question {
  const { title, language, instructions, summary, earlier = [] } = given;
  return {
    text: given[ASK_TEXT_ARGUMENT],
    question: given[QUESTION_ARGUMENT],
    title,
    languageId: given.language_id,
    language,
    instructions,
    summary,
    earlier,
    partTokens: given.part_tokens,
    firstLine: given.first_line,
  };
}
