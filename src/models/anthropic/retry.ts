import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { SummarizeError } from '../../common/errors.js';

/** How often a request is retried before it fails. */
export const MAX_RETRIES = 2;
const FIRST_DELAY_MILLISECONDS = 500;
/** A longer wait than this is left to the user to decide. */
const LONGEST_WAIT_MILLISECONDS = 120_000;

/** Transient error types that an endpoint sends inside a stream. */
const PASSING_ERRORS = new Set(['overloaded_error', 'api_error', 'timeout_error', 'rate_limit_error']);

export interface RetryPlan {
  readonly milliseconds: number;
  /** What went wrong at the endpoint, as the beginning of a sentence. */
  readonly reason: string;
}

/**
 * Whether and when to retry a failed Messages API request: one that was not answered, was refused for now
 * (408, 409, 429, 5xx), or whose stream was cut off.
 *
 * @param answerStarted whether the endpoint had begun to stream
 * @param retries how often it has been retried already
 */
export function planRetry(
  error: unknown,
  answerStarted: boolean,
  { host, retries }: { readonly host: string; readonly retries: number },
): RetryPlan | undefined {
  const reason = passingReason(error, answerStarted, host);
  if (reason === undefined || retries >= MAX_RETRIES) return undefined;
  const asked = error instanceof APIError ? askedToWait(error.headers) : undefined;
  if (asked !== undefined && asked > LONGEST_WAIT_MILLISECONDS) return undefined;
  const jitter = 1 - Math.random() / 4;
  return { milliseconds: asked ?? FIRST_DELAY_MILLISECONDS * 2 ** retries * jitter, reason };
}

/** How long an endpoint asks to wait, in milliseconds, by `retry-after-ms` or `retry-after` (RFC 9110, 10.2.3). */
export function askedToWait(headers: unknown): number | undefined {
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const after = headers.get('retry-after') ?? '';
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return seconds >= 0 ? seconds : undefined;
}

function passingReason(error: unknown, answerStarted: boolean, host: string): string | undefined {
  if (error instanceof SummarizeError || error instanceof APIUserAbortError) return undefined;
  if (error instanceof APIError && typeof error.status === 'number') return passingStatus(error.status, host);
  if (!answerStarted) return error instanceof APIConnectionError ? `Could not reach ${host}` : undefined;
  const type: unknown = error instanceof APIError ? error.type : null;
  const passing = type === null || (typeof type === 'string' && PASSING_ERRORS.has(type));
  return passing ? `${host} cut off its answer` : undefined;
}

function passingStatus(status: number, host: string): string | undefined {
  if (status === 429) return `Rate limited by ${host}`;
  return status === 408 || status === 409 || status >= 500
    ? `${host} is overloaded or unavailable (HTTP ${String(status)})`
    : undefined;
}
