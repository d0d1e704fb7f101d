import type { Tool } from '@modelcontextprotocol/client';
import { abortable } from '../common/abortable.js';
import { DEFAULT_PART_TOKENS, MIN_PART_TOKENS } from '../contract/summarize.js';
import type { Model, ModelRequest } from '../models/model.js';
import { BYTES_PER_TOKEN, estimateTokens, mostTokens } from '../text/tokens.js';
import type { SummaryOptions } from './summaryOptions.js';

/** The size of a text, and the maximum size of its parts, in tokens. */
export interface TextSize {
  readonly estimated: number;
  /** The provider's token count per estimated token; 1 if it was not counted. */
  readonly density: number;
  /** The maximum size of one part, in estimated tokens. */
  readonly partTokens: number;
}

/** The share of a model's input limit that a part may fill: estimates err, and the prompt takes some. */
const ROOM = 0.7;
/** Every model accepts this many tokens. */
const ALWAYS_FITS = 2000;
/** The steps in which parts follow the density, so that cached parts stay the same while a text is edited. */
const DENSITY_STEP = 1.25;

/**
 * Sizes a text. The provider is asked, for its limit and a token count, only if that can change whether the user is
 * asked, or how the text is split; and not with the text while the user wants to see requests first.
 */
export async function sizeOf(text: string, tool: Tool, options: SummaryOptions): Promise<TextSize> {
  const estimated = estimateTokens(text);
  const wanted = wantedPartTokens(options);
  const { signal } = options;
  const model = modelOf(options);
  const passesUnasked = options.gateFor(tool.name).passesUnasked;
  if (model === undefined || !isAnswerNeeded(text, model, { estimated, wanted, passesUnasked }, options))
    return { estimated, density: 1, partTokens: wanted };
  const [density, limit] = await Promise.all([
    passesUnasked ? densityOf(text, estimated, model, options) : 1,
    model.inputLimit?.(signal),
  ]);
  return { estimated, density, partTokens: partTokensFor(wanted, limit, density) };
}

/**
 * Whether a text must be split into smaller parts than it was sized for, because its model takes less than was known.
 * This runs during the call.
 *
 * @returns the maximum size of one part, in estimated tokens; undefined if they are small enough
 */
export async function smallerParts(
  text: string,
  tool: Tool,
  { estimated, partTokens }: TextSize,
  options: SummaryOptions,
): Promise<number | undefined> {
  const model = modelOf(options);
  if (model === undefined || model.leastInputLimit !== undefined || estimated <= ALWAYS_FITS)
    return undefined;
  const limit = await model.inputLimit?.(options.signal);
  if (limit === undefined) return undefined;
  const known = await sizeOf(text, tool, options);
  return known.partTokens < Math.min(estimated, partTokens) ? known.partTokens : undefined;
}

/** Whether summaries with this model cost nothing. */
export function isFree(options: SummaryOptions): boolean {
  return modelOf(options)?.provider === 'offline';
}

function modelOf({ model }: SummaryOptions): Model | undefined {
  return typeof model === 'function' ? undefined : model;
}

function wantedPartTokens({ about, given }: SummaryOptions): number {
  const named = given?.part_tokens;
  return typeof named === 'number' ? named : (about?.part_tokens ?? DEFAULT_PART_TOKENS);
}

interface Sizes {
  readonly estimated: number;
  readonly wanted: number;
  readonly passesUnasked: boolean;
}

function isAnswerNeeded(
  text: string,
  model: Model,
  { estimated, wanted, passesUnasked }: Sizes,
  options: SummaryOptions,
): boolean {
  if (estimated <= ALWAYS_FITS) return false;
  const { confirm } = options;
  const least = model.leastInputLimit;
  // An unknown limit is asked for during the call, unless the call begins with a question.
  if (least === undefined && !passesUnasked) return true;
  const isNear = (density: number): boolean => {
    const mayConfirm = confirm !== undefined && !isFree(options) && estimated * density >= confirm.from;
    const mayNotFit = least !== undefined && Math.min(estimated, wanted) * density > least * ROOM;
    return mayConfirm || mayNotFit;
  };
  // No token is less than a byte; only if that is not enough, the text is looked at.
  return isNear(BYTES_PER_TOKEN) && isNear(mostTokens(text) / estimated);
}

async function densityOf(
  text: string,
  estimated: number,
  model: Model,
  { until = Promise.resolve(), signal }: SummaryOptions,
): Promise<number> {
  await abortable(until, signal);
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

/** The user's part size, but never more than the model accepts. */
function partTokensFor(wanted: number, limit: number | undefined, density: number): number {
  const most = limit === undefined || limit <= 0 ? wanted : Math.min(wanted, Math.floor(limit * ROOM));
  const denser =
    density <= DENSITY_STEP ? 1 : DENSITY_STEP ** Math.ceil(Math.log(density) / Math.log(DENSITY_STEP));
  return Math.min(wanted, Math.max(Math.floor(most / denser), MIN_PART_TOKENS));
}
