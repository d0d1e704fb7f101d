import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { cancelled, SummarizeError } from '../common/errors.js';
import { assertFitsOneMessage } from '../common/limits.js';
import { argumentsOf, findTool, textArgument } from '../mcp/tools/toolArguments.js';
import { citedAnswer } from './citedAnswer.js';
import { callInFittingParts } from './fittingParts.js';
import { costOfPlan } from './planCost.js';
import type { ToolAnswer } from './runTool.js';
import type { PricedPlan, SummaryOptions } from './summaryOptions.js';
import { refused } from '../sampling/refusal.js';
import { PLAN_TOOL, planResult, SUMMARIZE_TOOL, type PlanResult } from '../contract/summarize.js';
import { isFree, sizeOf, type TextSize } from './textSize.js';

/**
 * Summarizes a text with the tool `summarize` of any server, in four steps: size the text, plan the cost, ask
 * the user, and call the tool.
 *
 * @throws {SummarizeError} `cancelled` also if the user declined the cost
 */
export async function summarize(text: string, options: SummaryOptions): Promise<ToolAnswer> {
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'There is nothing to summarize: the text is empty.');
  }
  assertFitsOneMessage(text);
  const { connection, events, signal, onLong, confirm } = options;
  const tools = await connection.listTools(signal, (notice) => {
    events.onNotice(notice);
  });
  const tool = findTool(tools, SUMMARIZE_TOOL, connection.server.name);
  const size = await sizeOf(text, tool, options);
  if (size.estimated > size.partTokens) onLong?.();
  const values = argumentsFor(tool, text, size, options);
  if (confirm !== undefined && !isFree(options) && size.estimated * size.density >= confirm.from) {
    const plan = await planFor(values, { tools, size }, options);
    // A log that is folded may take little, whatever its size; another server could understate its plan.
    const isSmall = connection.server.isBundled === true && plan.inputTokens < confirm.from;
    if (!isSmall && !(await confirm.ask(plan))) throw cancelled();
  }
  const answer = await callInFittingParts({ text, tool, size, values }, options, () => {
    onLong?.();
    events.onNotice('The model takes less text at once than this; it is summarized in parts.');
  });
  const { title = '', first_line: firstLine = 1 } = options.about ?? {};
  const onNotice = (notice: string): void => {
    events.onNotice(notice);
  };
  return await citedAnswer(answer, { text, title, firstLine }, { onNotice, signal });
}

/** The text, and all other known arguments that the tool declares. */
function argumentsFor(
  tool: Tool,
  text: string,
  { partTokens }: TextSize,
  { about = {}, given = {} }: SummaryOptions,
): Readonly<Record<string, unknown>> {
  const target = textArgument(tool, given).name;
  const declared = new Set(argumentsOf(tool).map(({ name }) => name));
  const known = Object.entries({ ...about, ...given, part_tokens: partTokens }).filter(
    ([name]) => name !== target && declared.has(name),
  );
  return { [target]: text, ...Object.fromEntries(known) };
}

/** What the summary takes, and its maximum cost. A server without a plan tool is assumed to sample once. */
async function planFor(
  values: Readonly<Record<string, unknown>>,
  { tools, size }: { readonly tools: readonly Tool[]; readonly size: TextSize },
  options: SummaryOptions,
): Promise<PricedPlan> {
  const plan = tools.some(({ name }) => name === PLAN_TOOL)
    ? await askForPlan(values, options)
    : { parts: 1, samplingRequests: 1, inputTokens: size.estimated, outputTokens: 0 };
  const counted = { ...plan, inputTokens: Math.round(plan.inputTokens * size.density) };
  return { ...counted, cost: costOfPlan(counted, options) };
}

/** The server's plan; it must not sample for it. */
async function askForPlan(
  values: Readonly<Record<string, unknown>>,
  { connection, callMilliseconds, signal }: SummaryOptions,
): Promise<PlanResult> {
  const result = await connection.callTool({
    tool: PLAN_TOOL,
    arguments: values,
    maxRounds: 1,
    answerSampling: () => Promise.reject(refused('a plan needs no model')),
    callMilliseconds,
    signal,
  });
  const parsed = planned.safeParse(result);
  if (parsed.success) return parsed.data.structuredContent;
  throw new SummarizeError(
    'toolFailed',
    `${connection.server.name} returned an invalid plan; choose another server.`,
  );
}

const planned = z.looseObject({ structuredContent: planResult });
