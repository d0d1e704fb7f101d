import { MAX_CALL_MILLISECONDS } from '../common/limits.js';
import type { SamplingLimits, SamplingPolicy } from './policy.js';

/** The facts about a sampling request that matter to a policy. */
export interface RequestFacts {
  /** The user's decision on it, or on its tool call. */
  readonly consent: 'none' | 'given' | 'denied';
  /** Whether the user has read it already. */
  readonly reviewed: boolean;
  /** How many rounds of tool use it continues; 0 where no tool can be used. */
  readonly toolRounds: number;
  /** The maximum it could use, in tokens: its estimated input plus its limit for the answer. */
  readonly tokens: number;
}

/** What a server has used so far. */
export interface Usage {
  /** When its requests of the last minute were let through, in milliseconds, oldest first. */
  readonly lastMinute: readonly number[];
  /** The tokens used today. */
  readonly tokensToday: number;
  /** The maximum that its running requests could still use, in tokens. */
  readonly tokensUnderWay: number;
}

/** The time of the judgement and the next local midnight, both in milliseconds. */
export interface Moment {
  readonly now: number;
  readonly tomorrow: number;
}

export type LimitReached = 'requestsPerMinute' | 'tokensPerDay' | 'roundsPerCall';

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'review' }
  /** Until a time in milliseconds, or if undefined until a running request ends. */
  | { readonly kind: 'wait'; readonly because: LimitReached; readonly until: number | undefined }
  | { readonly kind: 'refuse'; readonly because: 'never' | 'denied' | LimitReached };

const MINUTE = 60_000;

/**
 * Decides what happens to a sampling request now, by the policy alone (MCP client/sampling, "Security
 * Considerations"). Refusals come before the user is asked, waits after.
 */
export function judge(policy: SamplingPolicy, request: RequestFacts, usage: Usage, moment: Moment): Verdict {
  if (policy.permission === 'never') return { kind: 'refuse', because: 'never' };
  if (request.consent === 'denied') return { kind: 'refuse', because: 'denied' };
  const atLimit = checkLimits(policy, request, usage, moment);
  if (atLimit?.kind === 'refuse') return atLimit;
  if (policy.reviewPrompts && !request.reviewed) return { kind: 'review' };
  if (policy.permission === 'ask' && request.consent === 'none') return { kind: 'ask' };
  return atLimit ?? { kind: 'pass' };
}

/** The verdict of the limits: a refusal before a wait; undefined where none is reached. */
function checkLimits(
  { limits }: SamplingPolicy,
  request: RequestFacts,
  usage: Usage,
  moment: Moment,
): Verdict | undefined {
  const verdicts = [
    checkRounds(limits, request),
    checkDay(limits, request, usage, moment),
    checkMinute(limits, usage, moment),
  ].filter((verdict) => verdict !== undefined);
  return verdicts.find(({ kind }) => kind === 'refuse') ?? verdicts[0];
}

function checkRounds({ roundsPerCall }: SamplingLimits, { toolRounds }: RequestFacts): Verdict | undefined {
  return toolRounds < roundsPerCall ? undefined : { kind: 'refuse', because: 'roundsPerCall' };
}

function checkDay(
  { tokensPerDay, atLimit }: SamplingLimits,
  { tokens }: RequestFacts,
  { tokensToday, tokensUnderWay }: Usage,
  { now, tomorrow }: Moment,
): Verdict | undefined {
  const because = 'tokensPerDay';
  if (tokensPerDay === null) return undefined;
  // A request too large for a whole day will not fit tomorrow either.
  if (tokens > tokensPerDay) return { kind: 'refuse', because };
  if (tokensToday + tokens > tokensPerDay) return waitOrRefuse(because, atLimit, tomorrow, now);
  // Running requests rarely use their maximum, so it is worth waiting for them.
  if (tokensToday + tokensUnderWay + tokens > tokensPerDay)
    return { kind: 'wait', because, until: undefined };
  return undefined;
}

function checkMinute(
  { requestsPerMinute, atLimit }: SamplingLimits,
  { lastMinute }: Usage,
  { now }: Moment,
): Verdict | undefined {
  if (requestsPerMinute === null) return undefined;
  const inTheWay = lastMinute.at(-requestsPerMinute);
  if (inTheWay === undefined) return undefined;
  return waitOrRefuse('requestsPerMinute', atLimit, inTheWay + MINUTE, now);
}

/** It is no use to wait longer than a call may take. */
function waitOrRefuse(
  because: LimitReached,
  atLimit: SamplingLimits['atLimit'],
  until: number,
  now: number,
): Verdict {
  return atLimit === 'refuse' || until - now > MAX_CALL_MILLISECONDS
    ? { kind: 'refuse', because }
    : { kind: 'wait', because, until };
}
