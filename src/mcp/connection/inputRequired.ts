import { setTimeout as delay } from 'node:timers/promises';
import { isInputRequiredResult } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { SummarizeError } from '../../common/errors.js';
import type { SamplingResult } from '../../sampling/handler.js';
import { featureOf } from './features.js';

/** Pauses before calling again where a server requested no input, only another call: longer each time. */
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 5000;

const inputRequired = z.looseObject({
  inputRequests: z
    .record(z.string(), z.looseObject({ method: z.string(), params: z.unknown().optional() }))
    .default({}),
  requestState: z.string().optional(),
});
type InputRequests = z.infer<typeof inputRequired>['inputRequests'];

/** What a repeated call carries. */
export interface InputRetry {
  readonly inputResponses?: Readonly<Record<string, SamplingResult>>;
  /** The server's state, byte for byte. */
  readonly requestState?: string;
}

export interface InputRounds {
  readonly serverName: string;
  /** Sends the call, each time as a new request. */
  readonly send: (retry: InputRetry) => Promise<unknown>;
  /** Answers one sampling request; throws to refuse it. */
  readonly answer: (params: unknown, signal: AbortSignal) => Promise<SamplingResult>;
  /** The most rounds that may request input. */
  readonly maxRounds: number;
  /** Ends the call; nothing else ends one whose server only ever requests another call. */
  readonly signal: AbortSignal;
  /** Waits; for tests. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Calls a tool through as many rounds of input as it requests (MCP 2026-07-28, basic/patterns/mrtr). The requests of
 * a round are answered concurrently; if one is refused, the others are cancelled and the call is not repeated.
 *
 * The SDK can do this itself, but does not say which call an embedded request belongs to.
 *
 * @returns the tool result, unread
 * @throws {SummarizeError} `toolFailed` for a server that requests what we do not support, `limitReached`
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
  // Only the first failure is reported; the others are merely cancelled.
  try {
    return Object.fromEntries(await Promise.all(answers));
  } finally {
    await Promise.allSettled(answers);
  }
}

function failed(what: string): SummarizeError {
  return new SummarizeError('toolFailed', `${what}.`);
}
