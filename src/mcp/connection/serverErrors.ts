import { SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { causesOf, certificateFault, connectionCode } from '../../common/connectionCause.js';
import { oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import { clauseOf, faultOf } from '../link/answerFaults.js';
import { inWords } from './silence.js';
import { withIssuesInWords } from '../../common/schemaIssues.js';
import type { ServerDefinition } from '../serverDefinition.js';

const NOT_MCP = 'it did not respond like an MCP server';

/** Why a server did not start, as a sentence. */
export function explainStart(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  const fault = faultOf(error);
  if (fault !== undefined)
    return notStarted(`Could not connect to ${name}: it ${clauseOf(fault)}. Check the server.`, error);
  if (error instanceof SdkError && error.code === SdkErrorCode.ListPaginationExceeded) {
    return notStarted(`Could not connect to ${name}: its list of tools never ends. Check the server.`, error);
  }
  if (kind === 'http') {
    if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) {
      return notStarted(`Could not connect to ${name} (${NOT_MCP}); check that its URL is correct.`, error);
    }
    const status = statusOf(error);
    if (status === 401 || status === 403) return notAllowed(name, status, error);
    const certificate = certificateFault(systemCode(error));
    if (certificate !== undefined) return notStarted(`Could not connect to ${name}: ${certificate}`, error);
    return notStarted(
      `Could not connect to ${name} (${httpReason(error, status)}); check that it is running and its URL is correct.`,
      error,
    );
  }
  let why = reasonOf(error);
  if (error instanceof SdkError) {
    const ended = error.code === SdkErrorCode.ConnectionClosed;
    why = ended ? 'it exited immediately' : NOT_MCP;
  }
  return notStarted(`Could not start ${name} (${why}); check its command.`, error);
}

function notAllowed(name: string, status: number, cause: unknown): SummarizeError {
  return failure(
    'serverRefused',
    `${name} rejected the request (HTTP ${String(status)}); check its credentials.`,
    cause,
  );
}

/** A message larger than the limit, which over stdio ends the connection. */
export function tooMuch({ name }: Pick<ServerDefinition, 'name'>, cause: unknown): SummarizeError {
  return failure(
    'toolFailed',
    `${name} sent a message larger than ${String(MAX_MESSAGE_BYTES / 1024 / 1024)} MiB; ask it for less.`,
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
    `${name} did not start within ${String(milliseconds / 1000)} seconds; check that it is running.`,
    cause,
  );
}

function notStarted(message: string, cause: unknown): SummarizeError {
  return failure('serverNotStarted', message, cause);
}

/** A call or connection that we ended ourselves while someone still needed it. */
export function endedByUs(name: string, cause?: unknown): SummarizeError {
  return failure(
    'serverStopped',
    `${name} was stopped because its settings changed or the window is closing. Try again.`,
    cause,
  );
}

/** Why a call of a running server failed, as a sentence. */
export function explainCall(error: unknown, { name, kind }: ServerDefinition): SummarizeError {
  if (error instanceof SummarizeError) return error;
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return failure('serverStopped', `${name} stopped unexpectedly. Retry to restart it.`, error);
  }
  const fault = faultOf(error);
  if (fault === 'tooMuch') return tooMuch({ name }, error);
  if (fault === 'answerRefused') {
    return failure('serverStopped', `${name} ${clauseOf(fault)}; try again.`, error);
  }
  if (fault !== undefined && fault !== 'streamEnded') {
    return failure('toolFailed', `${name} ${clauseOf(fault)}; report this to its author.`, error);
  }
  if (fault === 'streamEnded') {
    return failure('serverStopped', `Lost the connection to ${name} before it finished; try again.`, error);
  }
  const status = statusOf(error);
  if (status === 401 || status === 403) return notAllowed(name, status, error);
  if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) {
    return failure('toolFailed', `${name} returned an invalid tool result.`, error);
  }
  if (kind === 'http' && (error instanceof SdkHttpError || error instanceof TypeError)) {
    return failure(
      'serverStopped',
      `The connection to ${name} failed before it finished (${httpReason(error, status)}); try again.`,
      error,
    );
  }
  return failure('toolFailed', `${name} returned an error: ${reasonOf(error)}.`, error);
}

/** Whether the session with an HTTP server can no longer be used. */
export function isLost(error: unknown): boolean {
  const fault = faultOf(error);
  return (
    error instanceof SdkHttpError ||
    error instanceof TypeError ||
    fault === 'streamEnded' ||
    fault === 'answerRefused'
  );
}

/** Whether the server reported an unknown session, and so did nothing. */
export function isForgotten(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** A call that took longer than `milliseconds`. */
export function timedOut({ name }: ServerDefinition, milliseconds: number, cause: unknown): SummarizeError {
  return failure(
    'serverTimedOut',
    `${name} did not finish within ${inWords(milliseconds)}; try a smaller text or raise the timeout.`,
    cause,
  );
}

function failure(code: ErrorCode, message: string, cause: unknown): SummarizeError {
  return new SummarizeError(code, message, { cause });
}

/** The status with which an HTTP server rejected a message. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof SdkHttpError ? error.status : undefined;
}

function httpReason(error: unknown, status: number | undefined): string {
  if (status !== undefined) return `HTTP ${String(status)}`;
  const code = systemCode(error);
  if (code !== '') return CONNECTION_WORDS.get(code) ?? code;
  if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) return NOT_MCP;
  return error instanceof TypeError ? 'connection lost' : reasonOf(error);
}

/** Codes of `fetch` that say nothing to users. */
const CONNECTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'it closed the connection'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it did not respond in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'it did not respond in time'],
  ['UND_ERR_BODY_TIMEOUT', 'it did not respond in time'],
]);

/** A failed `fetch` buries its reason, such as ECONNREFUSED, in nested causes; the SDK's own codes name none. */
function systemCode(error: unknown): string {
  const cause = causesOf(error).find((one) => !(one instanceof SdkError));
  return oneLine(connectionCode(cause), 60);
}

function reasonOf(error: unknown): string {
  return oneLine(withIssuesInWords(error instanceof Error ? error.message : String(error)));
}
