import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { cancelled, SummarizeError } from '../common/errors.js';
import { assertFitsOneMessage } from '../common/limits.js';
import { argumentsOf, findTool, textArgument } from '../mcp/tools/toolArguments.js';
import { costOf, priceList, type Cost } from '../money/prices.js';
import { runTool, type ToolAnswer } from './runTool.js';
import type { PricedPlan, SummaryOptions } from './summaryOptions.js';
import { refused } from '../sampling/refusal.js';
import { PLAN_TOOL, planResult, SUMMARIZE_TOOL, type PlanResult } from '../contract/summarize.js';
import { isFree, sizeOf, smallerParts, type TextSize } from './textSize.js';

/**
 * Summarizes a text with the tool `summarize` of any server, in four steps: size the text, plan the cost, ask
 * the user, and call the tool.
 *
 * @throws {SummarizeError} `cancelled` also if the user declined the cost
 */
export async function summarize(text: string, options: SummaryOptions): Promise<ToolAnswer> {
  assertHasText(text);
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
    if (!(await confirm.ask(plan))) throw cancelled();
  }
  return await callInFittingParts(text, { tool, size, values }, options);
}

interface SizedCall {
  readonly tool: Tool;
  readonly size: TextSize;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Calls the tool, and meanwhile learns what the model takes, if that is not known. If the parts are too large for it,
 * and nothing was written yet, the call is made again with smaller ones.
 */
async function callInFittingParts(
  text: string,
  { tool, size, values }: SizedCall,
  options: SummaryOptions,
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
    options.onLong?.();
    events.onNotice('The model takes less text at once than this; it is summarized in parts.');
    return await runTool(tool.name, { ...values, part_tokens: smaller }, options);
  } finally {
    ended.abort();
  }
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

function costOfPlan(plan: PlanResult, { model, priceOf = priceList({}) }: SummaryOptions): Cost | undefined {
  if (typeof model === 'function') return undefined;
  const price = priceOf(model.name, model.place);
  return price && costOf(plan, price);
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

/**
 * Rejects a text that is empty or too large, before anything is started or sent.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `textTooLarge`
 */
function assertHasText(text: string): void {
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'There is nothing to summarize: the text is empty.');
  }
  assertFitsOneMessage(text);
}
