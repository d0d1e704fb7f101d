import { createHmac, randomBytes } from 'node:crypto';
import type { ActivityLog } from '../activity/activityLog.js';
import { CallRecord, type CallEvents, type CallFigures } from './callRecord.js';
import { abortable } from '../common/abortable.js';
import { SummarizeError, toSummarizeError } from '../common/errors.js';
import type { Logger } from '../common/logger.js';
import type { ServerConnection } from '../mcp/connection/connection.js';
import { readToolResult, type ToolResult } from '../mcp/tools/toolResult.js';
import type { Model, ModelSource } from '../models/model.js';
import { priceList, type PriceOf } from '../money/prices.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import { answerResult, type AnswerResult } from '../contract/ask.js';
import {
  ANSWERED_BY_META,
  summaryResult,
  type Citations,
  type SummaryResult,
} from '../contract/summarize.js';
import type { SamplingGate } from '../sampling/gate.js';
import { answerSamplingRequest } from '../sampling/handler.js';

export interface CallOptions {
  readonly connection: ServerConnection;
  /** The model, or a function that chooses it when the server first samples. */
  readonly model: Model | ModelSource;
  /** The user's own limit for one answer, in tokens. */
  readonly maxTokens: number;
  /** The gate for the sampling requests of a call of `tool`. */
  readonly gateFor: (tool: string) => SamplingGate;
  readonly log: Logger;
  readonly events: CallEvents;
  /** Blanked in all output of the call. */
  readonly secrets?: KnownSecrets;
  /** The record of the call's sampling requests. */
  readonly activity?: ActivityLog;
  /** The prices of models; by default the list prices. */
  readonly priceOf?: PriceOf;
  /** The maximum duration of the tool call, in milliseconds; by default `MAX_CALL_MILLISECONDS`. */
  readonly callMilliseconds?: number | undefined;
  /** No sampling request is handled, and no token counted, before this is fulfilled. */
  readonly until?: Promise<void> | undefined;
  readonly signal: AbortSignal;
}

export interface ToolAnswer extends CallFigures, Pick<ToolResult, 'content' | 'isDescribed'> {
  /** The tool's result as text; other content is replaced by a description. */
  readonly text: string;
  /** The tool's structured content, unless the text repeats it. */
  readonly structured?: unknown;
  /** The structured content of a summary, whose text already says everything the user needs. */
  readonly summary?: SummaryResult;
  /** What the sentences of a summary rest on, where the server does not say it; see `citationsOf`. */
  readonly citations?: Citations;
  /** The same of an answer to a question. */
  readonly answer?: AnswerResult;
}

/**
 * The whole path for one tool call: tool call, sampling, model, tool result.
 *
 * @param toolArguments only what the tool's schema declares
 * @throws {SummarizeError}
 */
export async function runTool(
  tool: string,
  toolArguments: Readonly<Record<string, unknown>>,
  {
    connection,
    model,
    maxTokens,
    gateFor,
    log,
    events,
    activity,
    priceOf,
    secrets = new KnownSecrets(),
    callMilliseconds,
    until = Promise.resolve(),
    signal,
  }: CallOptions,
): Promise<ToolAnswer> {
  const server = connection.server.name;
  const record = new CallRecord(events, priceOf ?? priceList({}), {
    begin: activity && (() => activity.begin({ server, tool })),
    secrets,
  });
  const gate = gateFor(tool);
  let unoffered: string | undefined;
  try {
    const result = await connection.callTool({
      tool,
      arguments: toolArguments,
      ...(connection.server.isBundled === true &&
        typeof model !== 'function' && { meta: { [ANSWERED_BY_META]: nameless(model, maxTokens) } }),
      answerSampling: async (params, samplingSignal, { tools }) => {
        await abortable(until, samplingSignal);
        return await answerSamplingRequest(
          params,
          { model, maxTokens, gate, toolsDeclared: tools, log },
          record.next(),
          samplingSignal,
        );
      },
      maxRounds: gate.maxRounds,
      onNotice: (notice) => {
        events.onNotice(secrets.hideIn(notice));
      },
      onUnoffered: (feature) => {
        unoffered ??= feature;
      },
      callMilliseconds,
      signal,
    });
    const { text, content: blocks, isDescribed, ...rest } = readToolResult(result, server);
    return {
      text: secrets.hideIn(text),
      ...(blocks !== undefined && { content: blocks.map((block) => secrets.hideInJson(block)) }),
      ...(isDescribed !== undefined && { isDescribed }),
      ...structuredAnswer(text, secrets.hideInJson(rest.structured)),
      ...record.figures(),
    };
  } catch (error) {
    const failure = secrets.hideInError(toSummarizeError(error));
    // The model's own failure says more about a failed sampling request than the server can, unless the server
    // had stopped waiting for it.
    const better = record.error?.code === 'cancelled' ? undefined : record.error;
    if (failure.code !== 'toolFailed') throw failure;
    if (better !== undefined) throw better;
    // Servers rarely mention this cause.
    if (unoffered === undefined || failure.message.includes(unoffered)) throw failure;
    const asked = `it asked for ${unoffered}, which this client does not support`;
    throw new SummarizeError('toolFailed', `${failure.message.replace(/\.$/, '')} (${asked}).`, {
      cause: failure,
    });
  }
}

/** Structured content as what it is. Without a text, nothing says what it holds, so it is shown itself. */
function structuredAnswer(
  text: string,
  structured: unknown,
): Pick<ToolAnswer, 'summary' | 'answer' | 'structured'> {
  if (structured === undefined) return {};
  if (text === '') return { structured };
  const summary = summaryResult.safeParse(structured);
  if (summary.success) return { summary: summary.data };
  const answer = answerResult.safeParse(structured);
  return answer.success ? { answer: answer.data } : { structured };
}

/** Without a salt, the model could be found by guessing endpoints and names. */
const SALT = randomBytes(32);

/** An opaque cache key for our server: equal for equal models and limits, but revealing nothing about them. */
function nameless({ provider, place, name }: Model, maxTokens: number): string {
  const parts = JSON.stringify([provider, place, name, maxTokens]);
  return createHmac('sha256', SALT).update(parts).digest('base64url');
}
