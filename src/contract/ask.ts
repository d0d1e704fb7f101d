import * as z from 'zod';

/** The tool of the bundled server that answers a question about a text. */
export const ASK_TOOL = 'ask_about_text';
export const ASK_TEXT_ARGUMENT = 'text';
export const QUESTION_ARGUMENT = 'question';

/** The most tokens for an answer. */
export const ANSWER_TOKENS = 4000;

/** An earlier question about the same text, with its answer. */
export interface EarlierQuestion {
  readonly question: string;
  readonly answer: string;
}

/** The structured content of the tool `ask_about_text`. */
export const answerResult = z.object({
  answer: z.string().describe('Without the notes below it in the text'),
  read: z
    .array(
      z.object({
        fromLine: z.int().positive().describe('Starts at 1'),
        toLine: z.int().positive(),
      }),
    )
    .describe('What the model has read of the text, in its order'),
  parts: z.object({
    read: z.int().positive(),
    of: z.int().positive(),
  }),
  cutOff: z.boolean().describe('Whether the token limit cut off the answer'),
  usage: z.object({ samplingRequests: z.int().nonnegative() }),
});
export type AnswerResult = z.infer<typeof answerResult>;
