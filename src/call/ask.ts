import { cancelled, SummarizeError } from '../common/errors.js';
import { assertFitsOneMessage } from '../common/limits.js';
import {
  ANSWER_TOKENS,
  ASK_TEXT_ARGUMENT,
  ASK_TOOL,
  QUESTION_ARGUMENT,
  type EarlierQuestion,
} from '../contract/ask.js';
import { argumentsOf, findTool } from '../mcp/tools/toolArguments.js';
import { callInFittingParts } from './fittingParts.js';
import { costOfPlan } from './planCost.js';
import type { ToolAnswer } from './runTool.js';
import type { SummaryOptions } from './summaryOptions.js';
import { isFree, sizeOf } from './textSize.js';

/** As for a summary of the same text; what only a summary needs (style, length, `onLong`) is not used. */
export interface AskOptions extends SummaryOptions {
  /** Earlier questions about the same text, oldest first, for follow-ups. */
  readonly earlier?: readonly EarlierQuestion[];
  /** A summary of the whole text, if there is one. */
  readonly summary?: string;
}

/**
 * Asks a question about a text with the tool `ask_about_text`. There is one answer, which streams; its `answer` has
 * the lines that were read.
 *
 * @throws {SummarizeError} `nothingToSummarize` if text or question are empty, `modelCannot` if the model cannot
 *   answer questions, `toolNotFound` if the server cannot; `cancelled` also if the user declined the cost
 */
export async function ask(text: string, question: string, options: AskOptions): Promise<ToolAnswer> {
  assertCanBeAsked(text, question, options);
  const { connection, events, signal, confirm, about = {}, given = {}, earlier = [], summary } = options;
  const tools = await connection.listTools(signal, (notice) => {
    events.onNotice(notice);
  });
  const { name: server } = connection.server;
  if (!tools.some(({ name }) => name === ASK_TOOL)) {
    throw new SummarizeError(
      'toolNotFound',
      `${server} cannot answer questions, because it has no tool "${ASK_TOOL}"; use the bundled server.`,
    );
  }
  const tool = findTool(tools, ASK_TOOL, server);
  const size = await sizeOf(text, tool, options);
  const shown = Math.min(size.estimated, size.partTokens);
  if (confirm !== undefined && shown * size.density >= confirm.from) {
    const inputTokens = Math.round(shown * size.density);
    const plan = { parts: 1, samplingRequests: 1, inputTokens, outputTokens: ANSWER_TOKENS };
    if (!(await confirm.ask({ ...plan, cost: costOfPlan(plan, options) }))) throw cancelled();
  }
  const declared = new Set(argumentsOf(tool).map(({ name }) => name));
  const wishes = Object.entries({ ...about, ...given, part_tokens: size.partTokens }).filter(([name]) =>
    declared.has(name),
  );
  const values = {
    ...Object.fromEntries(wishes),
    [ASK_TEXT_ARGUMENT]: text,
    [QUESTION_ARGUMENT]: question,
    ...(earlier.length > 0 && { earlier }),
    ...(summary !== undefined && { summary }),
  };
  return await callInFittingParts({ text, tool, size, values }, options, () => {
    events.onNotice('The model takes less text at once than this; fewer parts are read.');
  });
}

/** Rejects what cannot be answered, before anything is started or sent. */
function assertCanBeAsked(text: string, question: string, options: AskOptions): void {
  if (question.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'The question is empty; write one.');
  }
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'There is nothing to ask about: the text is empty.');
  }
  if (isFree(options)) {
    throw new SummarizeError('modelCannot', 'Questions cannot be answered offline; choose a model.');
  }
  const { earlier = [], summary = '' } = options;
  const others = earlier.flatMap((one) => [one.question, one.answer]);
  assertFitsOneMessage([text, question, summary, ...others].join('\n'));
}
