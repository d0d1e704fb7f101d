import { SummarizeError } from '../common/errors.js';
import { SamplingRefusal, USER_REJECTED } from '../sampling/refusal.js';
import type { LimitReached, Usage, Verdict } from './judge.js';
import type { SamplingLimits } from './policy.js';

const number = new Intl.NumberFormat('en-US');

/** What a refusal for a limit has to say. */
export interface LimitFigures {
  readonly limits: SamplingLimits;
  readonly usage: Usage;
  /** The most that the request could use. */
  readonly tokens: number;
}

/**
 * A request that a user has said no to. Its server learns that (MCP client/sampling, "Error Handling"),
 * but not when and how.
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
        `You have set that ${server} may never ask your model, so its request was refused; change its policy to allow it.`,
      );
    case 'denied':
      return new SummarizeError(
        'denied',
        `You did not allow ${server} to ask your model; run it again to decide anew.`,
      );
    case 'answerDenied':
      return new SummarizeError(
        'denied',
        `You did not let the answer go to ${server}; run it again to decide anew.`,
      );
    case 'closed':
      return new SummarizeError(
        'questionClosed',
        `You closed the question whether ${server} may ask your model, so it may not; try again to decide anew.`,
      );
  }
}

/** How a server learns of a limit: what it could do, and not what the user has set. */
const FOR_SERVER: Readonly<Record<LimitReached, string>> = {
  requestsPerMinute: 'it is one of too many within a minute; ask again later',
  tokensPerDay: 'the tokens for this server are used up for today',
  roundsPerCall:
    'tools have been used for as many rounds as this client allows; ask for the last answer with toolChoice "none"',
};

/** A request that would go beyond a limit. */
export function overLimit(limit: LimitReached, server: string, figures: LimitFigures): SamplingRefusal {
  return new SamplingRefusal(
    USER_REJECTED,
    `Sampling request refused: ${FOR_SERVER[limit]}.`,
    new SummarizeError(
      'limitReached',
      `A request of ${server} was refused: ${describeLimit(limit, figures)}.`,
    ),
  );
}

function describeLimit(limit: LimitReached, { limits, usage, tokens }: LimitFigures): string {
  switch (limit) {
    case 'requestsPerMinute':
      return `it has asked ${times(limits.requestsPerMinute ?? 0)} within a minute, which is your limit; wait a minute, or raise requestsPerMinute in its policy`;
    case 'tokensPerDay': {
      const limit = limits.tokensPerDay ?? 0;
      const left = number.format(Math.max(limit - usage.tokensToday, 0));
      return `it could use ${number.format(tokens)} tokens, and of your limit of ${number.format(limit)} a day ${left} are left; raise tokensPerDay in its policy, or go on tomorrow`;
    }
    case 'roundsPerCall':
      return `tools have been used for ${number.format(limits.roundsPerCall)} rounds within one call, which is the limit; raise roundsPerCall in its policy if that is too few`;
  }
}

/** What is waited for, as a sentence. */
export function waitingFor(
  { because, until }: Extract<Verdict, { kind: 'wait' }>,
  { requestsPerMinute, tokensPerDay }: SamplingLimits,
  server: string,
  now: number,
): string {
  const limit =
    because === 'requestsPerMinute'
      ? `${times(requestsPerMinute ?? 0)} a minute`
      : `for ${number.format(tokensPerDay ?? 0)} tokens a day`;
  const how = until === undefined ? 'until a request under way has ended' : `for ${duration(until - now)}`;
  return `Waiting ${how}: ${server} may ask your model ${limit}.`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${number.format(count)} times`;
}

function duration(milliseconds: number): string {
  const seconds = Math.max(Math.ceil(milliseconds / 1000), 1);
  return seconds < 100 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`;
}
