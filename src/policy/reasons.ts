import { SummarizeError } from '../common/errors.js';
import { SamplingRefusal, USER_REJECTED } from '../sampling/refusal.js';
import type { LimitReached, Usage, Verdict } from './judge.js';
import type { SamplingLimits } from './policy.js';

const number = new Intl.NumberFormat('en-US');

/** The figures for the message about a limit. */
export interface LimitFigures {
  readonly limits: SamplingLimits;
  readonly usage: Usage;
  /** The maximum that the request could use. */
  readonly tokens: number;
}

/**
 * A request that the user denied. The server learns that (MCP client/sampling, "Error Handling"), but not
 * when or how.
 */
export function rejected(
  no: 'never' | 'denied' | 'closed' | 'answerDenied',
  server: string,
): SamplingRefusal {
  return new SamplingRefusal(USER_REJECTED, 'User rejected sampling request', explainNo(no, server));
}

function explainNo(no: Parameters<typeof rejected>[0], server: string): SummarizeError {
  switch (no) {
    case 'never':
      return new SummarizeError(
        'neverAllowed',
        `Your policy for ${server} is Never Allow, so its request was refused; change the policy to allow it.`,
      );
    case 'denied':
      return new SummarizeError(
        'denied',
        `You did not allow ${server} to use your model; run it again to be asked again.`,
      );
    case 'answerDenied':
      return new SummarizeError(
        'denied',
        `You did not allow the answer to be sent to ${server}; run it again to be asked again.`,
      );
    case 'closed':
      return new SummarizeError('questionClosed', `Request denied: you closed the prompt for ${server}.`);
  }
}

/** What a server is told about a limit: what it can do, not what the user has set. */
const FOR_SERVER: Readonly<Record<LimitReached, string>> = {
  requestsPerMinute: 'too many requests within a minute; try again later',
  tokensPerDay: 'the daily token limit for this server is used up',
  roundsPerCall:
    'this client’s limit on rounds of tool use is reached; request the final answer with toolChoice "none"',
};

/** A request that would exceed a limit. */
export function overLimit(limit: LimitReached, server: string, figures: LimitFigures): SamplingRefusal {
  return new SamplingRefusal(
    USER_REJECTED,
    `Sampling request refused: ${FOR_SERVER[limit]}.`,
    new SummarizeError(
      'limitReached',
      `A request from ${server} was refused: ${describeLimit(limit, figures)}.`,
    ),
  );
}

function describeLimit(limit: LimitReached, { limits, usage, tokens }: LimitFigures): string {
  switch (limit) {
    case 'requestsPerMinute':
      return `it reached your limit of ${requests(limits.requestsPerMinute ?? 0)} per minute; wait a minute, or raise requestsPerMinute in its policy`;
    case 'tokensPerDay': {
      const limit = limits.tokensPerDay ?? 0;
      const left = number.format(Math.max(limit - usage.tokensToday, 0));
      return `it could use ${number.format(tokens)} tokens, but only ${left} of your daily limit of ${number.format(limit)} are left; raise tokensPerDay in its policy, or continue tomorrow`;
    }
    case 'roundsPerCall':
      return `it reached the limit of ${number.format(limits.roundsPerCall)} rounds of tool use per call; raise roundsPerCall in its policy if that is too few`;
  }
}

/** Why a request waits, as a sentence. */
export function waitingFor(
  { because, until }: Extract<Verdict, { kind: 'wait' }>,
  { requestsPerMinute, tokensPerDay }: SamplingLimits,
  server: string,
  now: number,
): string {
  const limit =
    because === 'requestsPerMinute'
      ? `${requests(requestsPerMinute ?? 0)} per minute`
      : `${number.format(tokensPerDay ?? 0)} tokens per day`;
  const how = until === undefined ? 'until a running request ends' : `for ${duration(until - now)}`;
  return `Waiting ${how}: ${server} has reached its limit of ${limit}.`;
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${number.format(count)} requests`;
}

function duration(milliseconds: number): string {
  const seconds = Math.max(Math.ceil(milliseconds / 1000), 1);
  return seconds < 100 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`;
}
