import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { cancelled, SummarizeError } from '../common/errors.js';
import { assertFitsOneMessage } from '../common/limits.js';
import { argumentsOf, findTool, textArgument } from '../mcp/tools/toolArguments.js';
import type { ModelRequest } from '../models/model.js';
import { costOf, priceList, type Cost } from '../money/prices.js';
import { runTool, type CallOptions, type ToolAnswer } from './runTool.js';
import { refused } from '../sampling/refusal.js';
import {
  DEFAULT_PART_TOKENS,
  MIN_PART_TOKENS,
  PLAN_TOOL,
  planResult,
  SUMMARIZE_TOOL,
  type PlanResult,
} from '../contract/summarize.js';
import { estimateTokens } from '../text/tokens.js';

/** The optional arguments of the tool `summarize`, by name. */
interface SummaryArguments {
  readonly title?: string;
  readonly language_id?: string;
  readonly style?: string;
  readonly length?: string;
  readonly language?: string;
  readonly instructions?: string;
  /** The maximum size of one part, in estimated tokens. */
  readonly part_tokens?: number;
  /** The line of its document at which the text begins. */
  readonly first_line?: number;
}

/** What a summary takes, and its maximum cost if the price is known. */
export interface PricedPlan extends PlanResult {
  readonly cost: Cost | undefined;
}

export interface SummaryOptions extends CallOptions {
  readonly about?: SummaryArguments;
  /** Arguments that the user gave by name. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Called before a text is summarized in several parts. */
  readonly onLong?: () => void;
  /** Asks the user before a summary of at least this many tokens (estimated). */
  readonly confirm?: { readonly from: number; readonly ask: (plan: PricedPlan) => Promise<boolean> };
}

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
  return await runTool(tool.name, values, options);
}

/** The size of a text, and the maximum size of its parts, in tokens. */
interface TextSize {
  readonly estimated: number;
  /** The provider's token count per estimated token; 1 if it does not count. */
  readonly density: number;
  /** The maximum size of one part, in estimated tokens. */
  readonly partTokens: number;
}

async function sizeOf(text: string, tool: Tool, options: SummaryOptions): Promise<TextSize> {
  const estimated = estimateTokens(text);
  // If the user wants to see requests first, the provider must not get the text before.
  const density = options.gateFor(tool.name).passesUnasked ? await densityOf(text, estimated, options) : 1;
  return { estimated, density, partTokens: await partTokensFor(estimated, density, options) };
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

function isFree({ model }: SummaryOptions): boolean {
  return typeof model !== 'function' && model.provider === 'offline';
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

async function densityOf(
  text: string,
  estimated: number,
  { model, signal }: SummaryOptions,
): Promise<number> {
  if (typeof model === 'function' || estimated <= ALWAYS_FITS) return 1;
  const counted = await model.countTokens?.(requestWith(text), signal);
  return counted === undefined || counted <= 0 ? 1 : counted / estimated;
}

function requestWith(text: string): ModelRequest {
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    maxTokens: 1,
    stopSequences: [],
    modelHints: [],
    tools: [],
    toolChoice: 'auto',
  };
}

/**
 * The user's part size, but never more than the model accepts (estimated, with a margin for error). It changes in
 * steps, so that cached parts stay the same while a text is edited.
 */
async function partTokensFor(
  estimated: number,
  density: number,
  { about, given, model, signal }: SummaryOptions,
): Promise<number> {
  const named = given?.part_tokens;
  const wanted = typeof named === 'number' ? named : (about?.part_tokens ?? DEFAULT_PART_TOKENS);
  if (typeof model === 'function' || estimated <= ALWAYS_FITS) return wanted;
  const limit = (await model.inputLimit?.(signal)) ?? 0;
  const most = limit <= 0 ? wanted : Math.min(wanted, Math.floor(limit * ROOM));
  const denser =
    density <= DENSITY_STEP ? 1 : DENSITY_STEP ** Math.ceil(Math.log(density) / Math.log(DENSITY_STEP));
  return Math.min(wanted, Math.max(Math.floor(most / denser), MIN_PART_TOKENS));
}

const DENSITY_STEP = 1.25;

const ROOM = 0.7;
/** Every model accepts this many tokens. */
const ALWAYS_FITS = 2000;

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
