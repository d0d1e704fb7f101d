import { SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { oneLine, SummarizeError, type ErrorCode, type NextStep } from '../errors.js';
import type { ServerDefinition } from './serverDefinition.js';

/** Why a server could not be used, as a sentence. */
export function explainStart(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  if (kind === 'http') {
    const status = statusOf(error);
    return failure(
      'serverNotStarted',
      status === 401 || status === 403
        ? `${name} wants to know who asks (HTTP ${String(status)}); give it the header that it expects.`
        : `${name} could not be used (${httpReason(error, status)}); check its address and that it runs.`,
      error,
    );
  }
  let why = reasonOf(error);
  if (error instanceof SdkError) {
    const ended = error.code === SdkErrorCode.ConnectionClosed;
    why = ended ? 'it ended at once' : 'it did not answer as an MCP server';
  }
  return failure(
    'serverNotStarted',
    `${name} could not be used (${why}); check that it can be started.`,
    error,
  );
}

/** Why a call of a running server failed, as a sentence. */
export function explainCall(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return timedOut(name, error);
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return failure(
      'serverStopped',
      `${name} stopped before it had finished; try again, it will be started anew.`,
      error,
    );
  }
  if (kind === 'http' && (error instanceof SdkHttpError || error instanceof TypeError)) {
    return failure(
      'serverStopped',
      `The connection to ${name} failed before it had finished (${httpReason(error, statusOf(error))}); try again.`,
      error,
    );
  }
  return failure('toolFailed', `${name} answered with an error: ${reasonOf(error)}.`, error);
}

export function timedOut(name: string, cause: unknown): SummarizeError {
  return failure(
    'serverTimedOut',
    `${name} did not finish within an hour and was given up; try a smaller text.`,
    cause,
    ['retry'],
  );
}

function failure(
  code: ErrorCode,
  message: string,
  cause: unknown,
  steps: readonly NextStep[] = ['retry', 'showLog'],
): SummarizeError {
  return new SummarizeError(code, message, steps, { cause });
}

function statusOf(error: unknown): number | undefined {
  return error instanceof SdkHttpError ? error.status : undefined;
}

/** A failed `fetch` hides its reason in its cause. */
function httpReason(error: unknown, status: number | undefined): string {
  if (status !== undefined) return `HTTP ${String(status)}`;
  const cause = error instanceof TypeError ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return oneLine(String(cause.code), 60);
  return reasonOf(error);
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
