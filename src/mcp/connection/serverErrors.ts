import { SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import { clauseOf, faultOf } from '../link/answerFaults.js';
import { inWords } from './silence.js';
import type { ServerDefinition } from '../serverDefinition.js';

/** Why a server could not be used, as a sentence. */
export function explainStart(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  const fault = faultOf(error);
  if (fault !== undefined)
    return notStarted(`${name} could not be used (it ${clauseOf(fault)}); check it.`, error);
  if (error instanceof SdkError && error.code === SdkErrorCode.ListPaginationExceeded) {
    return notStarted(`${name} could not be used (its list of tools has no end); check it.`, error);
  }
  if (kind === 'http') {
    const status = statusOf(error);
    if (status === 401 || status === 403) return notAllowed(name, status, error);
    return notStarted(
      `${name} could not be used (${httpReason(error, status)}); check its address and that it runs.`,
      error,
    );
  }
  let why = reasonOf(error);
  if (error instanceof SdkError) {
    const ended = error.code === SdkErrorCode.ConnectionClosed;
    why = ended ? 'it ended at once' : 'it did not answer as an MCP server';
  }
  return notStarted(`${name} could not be used (${why}); check that it can be started.`, error);
}

function notAllowed(name: string, status: number, cause: unknown): SummarizeError {
  return failure(
    'serverRefused',
    `${name} does not take the request (HTTP ${String(status)}); check the header and the secret that it wants.`,
    cause,
  );
}

/** A message larger than the limit, which ends the connection over stdio. */
export function tooMuch({ name }: Pick<ServerDefinition, 'name'>, cause: unknown): SummarizeError {
  return failure(
    'toolFailed',
    `${name} sent more than ${String(MAX_MESSAGE_BYTES / 1024 / 1024)} MiB in one message; ask it for less.`,
    cause,
  );
}

/** A start that took longer than `milliseconds`. */
export function startedTooLong(
  { name }: ServerDefinition,
  milliseconds: number,
  cause: unknown,
): SummarizeError {
  return notStarted(
    `${name} did not finish starting within ${String(milliseconds / 1000)} seconds; check that it runs.`,
    cause,
  );
}

function notStarted(message: string, cause: unknown): SummarizeError {
  return failure('serverNotStarted', message, cause);
}

/** A call, or a connection, that we ended ourselves while someone still wanted it. */
export function endedByUs(name: string, cause?: unknown): SummarizeError {
  return failure(
    'serverStopped',
    `${name} was ended, since its settings have changed or the window closes; try again.`,
    cause,
  );
}

/** Why a call of a running server failed, as a sentence. */
export function explainCall(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return failure(
      'serverStopped',
      `${name} stopped before it had finished; try again, it will be started anew.`,
      error,
    );
  }
  const fault = faultOf(error);
  if (fault === 'tooMuch') return tooMuch({ name }, error);
  if (fault !== undefined && fault !== 'streamEnded') {
    return failure('toolFailed', `${name} ${clauseOf(fault)}; ask whoever made it.`, error);
  }
  if (fault === 'streamEnded') {
    return failure(
      'serverStopped',
      `The connection to ${name} broke off before it had finished; try again.`,
      error,
    );
  }
  const status = statusOf(error);
  if (status === 401 || status === 403) return notAllowed(name, status, error);
  if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) {
    return failure('toolFailed', `${name} answered with something that is no tool result.`, error);
  }
  if (kind === 'http' && (error instanceof SdkHttpError || error instanceof TypeError)) {
    return failure(
      'serverStopped',
      `The connection to ${name} failed before it had finished (${httpReason(error, status)}); try again.`,
      error,
    );
  }
  return failure('toolFailed', `${name} answered with an error: ${reasonOf(error)}.`, error);
}

/** Whether a server over HTTP can no longer be talked to as before. */
export function isLost(error: unknown): boolean {
  return error instanceof SdkHttpError || error instanceof TypeError || faultOf(error) === 'streamEnded';
}

/** Whether it answered that it does not know the session, and so did nothing. */
export function isForgotten(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** A call that took longer than `milliseconds`. */
export function timedOut({ name }: ServerDefinition, milliseconds: number, cause: unknown): SummarizeError {
  return failure(
    'serverTimedOut',
    `${name} did not finish within ${inWords(milliseconds)} and was given up; try a smaller text, or raise the timeout.`,
    cause,
  );
}

function failure(code: ErrorCode, message: string, cause: unknown): SummarizeError {
  return new SummarizeError(code, message, { cause });
}

/** The status with which a server over HTTP refused a message. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof SdkHttpError ? error.status : undefined;
}

function httpReason(error: unknown, status: number | undefined): string {
  if (status !== undefined) return `HTTP ${String(status)}`;
  return systemCode(error) ?? (error instanceof TypeError ? 'it broke off' : reasonOf(error));
}

/** A failed `fetch` hides its reason, such as ECONNREFUSED, in the cause of its cause. */
function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return error.code;
  return systemCode(error.cause, depth + 1);
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
