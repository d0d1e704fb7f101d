import { setTimeout as delay } from 'node:timers/promises';
import { isInputRequiredResult } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { SummarizeError } from '../../common/errors.js';
import type { SamplingResult } from '../../sampling/handler.js';
import { featureOf } from './features.js';

/** How long to wait before asking a server again that asked for nothing but to be asked again: ever longer. */
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 5000;

const inputRequired = z.looseObject({
  inputRequests: z
    .record(z.string(), z.looseObject({ method: z.string(), params: z.unknown().optional() }))
    .default({}),
  requestState: z.string().optional(),
});
type InputRequests = z.infer<typeof inputRequired>['inputRequests'];

/** What a call carries when it is sent again. */
export interface InputRetry {
  readonly inputResponses?: Readonly<Record<string, SamplingResult>>;
  /** The server's own words, byte for byte. */
  readonly requestState?: string;
}

export interface InputRounds {
  readonly serverName: string;
  /** Sends the call, each time as a new request. */
  readonly send: (retry: InputRetry) => Promise<unknown>;
  /** Answers one sampling request; throws to refuse it. */
  readonly answer: (params: unknown, signal: AbortSignal) => Promise<SamplingResult>;
  /** How many rounds that ask for something there may be. */
  readonly maxRounds: number;
  /** Ends the call; nothing else ends one whose server only ever asks to be asked again. */
  readonly signal: AbortSignal;
  /** Waits; for tests. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Calls a tool through as many rounds of input as it asks for (MCP 2026-07-28, basic/patterns/mrtr).
 * The requests of a round are answered at the same time; where one is refused, the others are
 * cancelled and the call is not sent again.
 *
 * The SDK can do this by itself, but then it does not say which call an embedded request belongs to.
 *
 * @returns the tool result, unread
 * @throws {SummarizeError} `toolFailed` for a server that asks for what we do not offer, `limitReached`
 */
export async function callInRounds({
  serverName,
  send,
  answer,
  maxRounds,
  signal,
  pause = (milliseconds, until) => delay(milliseconds, undefined, { signal: until }),
}: InputRounds): Promise<unknown> {
  let result = await send({});
  let rounds = 0;
  let pauseFor = FIRST_PAUSE_MILLISECONDS;
  while (isInputRequiredResult(result)) {
    const parsed = inputRequired.safeParse(result);
    if (!parsed.success)
      throw failed(`${serverName} sent an invalid request for input; report this to its author`);
    const { inputRequests, requestState } = parsed.data;
    const state = requestState === undefined ? {} : { requestState };
    if (Object.keys(inputRequests).length === 0) {
      await pause(pauseFor, signal);
      pauseFor = Math.min(2 * pauseFor, LONGEST_PAUSE_MILLISECONDS);
      result = await send(state);
    } else {
      if (++rounds > maxRounds) throw tooManyRounds(serverName, maxRounds);
      pauseFor = FIRST_PAUSE_MILLISECONDS;
      assertSamplingOnly(inputRequests, serverName);
      result = await send({ inputResponses: await answerAll(inputRequests, answer, signal), ...state });
    }
  }
  return result;
}

function tooManyRounds(serverName: string, maxRounds: number): SummarizeError {
  return new SummarizeError(
    'limitReached',
    `${serverName} still requested input after ${String(maxRounds)} rounds, the limit set by roundsPerCall.`,
  );
}

function assertSamplingOnly(requests: InputRequests, serverName: string): void {
  const other = Object.values(requests).find(({ method }) => method !== 'sampling/createMessage');
  if (other === undefined) return;
  throw failed(`${serverName} requested ${featureOf(other.method)}, which this client does not support`);
}

async function answerAll(
  requests: InputRequests,
  answer: InputRounds['answer'],
  signal: AbortSignal,
): Promise<Record<string, SamplingResult>> {
  const round = new AbortController();
  const either = AbortSignal.any([signal, round.signal]);
  const answers = Object.entries(requests).map(async ([key, { params }]) => {
    try {
      return [key, await answer(params, either)] as const;
    } catch (error) {
      round.abort();
      throw error;
    }
  });
  // The first failure is the one to tell; the others are but cancelled.
  try {
    return Object.fromEntries(await Promise.all(answers));
  } finally {
    await Promise.allSettled(answers);
  }
}

function failed(what: string): SummarizeError {
  return new SummarizeError('toolFailed', `${what}.`);
}
