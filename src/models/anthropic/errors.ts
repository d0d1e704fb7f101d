import {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { connectionCode } from '../../common/connectionCause.js';
import { cancelled, oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { inSeconds } from '../inSeconds.js';
import { withoutKey } from './messages.js';
import { askedToWait } from './retry.js';
import { saysTooLong } from '../promptTooLong.js';
import { proxyRefused, unreachable } from './unreachable.js';

/** What the sentences about a failed request depend on. */
export interface RequestContext {
  readonly host: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  /** Whether headers carry the credentials, in place of a key. */
  readonly hasSecretHeaders?: boolean | undefined;
  /** Whether it was answered in part: then its length cannot be the reason, and half of it is no remedy. */
  readonly hasWritten?: boolean;
  /** How often the request was retried. */
  readonly retries: number;
  readonly signal: AbortSignal;
}

/** Messages API error types that a retry would not change, with their usual status. */
const REFUSALS: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
]);

/** A failed Messages API request as one sentence with a next step. */
export function explainAnthropicError(error: unknown, context: RequestContext): SummarizeError {
  const { host, model, signal } = context;
  if (error instanceof SummarizeError) return error;
  if (signal.aborted || error instanceof APIUserAbortError) return cancelled(error);
  const fail = (code: ErrorCode, message: string): SummarizeError =>
    new SummarizeError(code, message, { cause: error });
  const retries = counted(context.retries);
  const tried = retries === '' ? '' : ` after ${retries}`;

  if (error instanceof APIConnectionTimeoutError) {
    return fail('modelUnreachable', `${host} did not respond in time${tried}; try again later.`);
  }
  if (error instanceof APIConnectionError) {
    return unreachable(host, tried, error);
  }
  const status = error instanceof APIError ? statusOf(error) : undefined;
  const cutOff = context.hasWritten === true && refusesLength(error instanceof APIError ? error.error : '');
  if (!(error instanceof APIError) || status === undefined || cutOff) {
    return fail('streamCut', `The answer from ${host} was cut off${tried}; try again.`);
  }
  const said = apiSentence(error.error, context.apiKey);
  if (
    (status === 401 || status === 403) &&
    context.apiKey === undefined &&
    context.hasSecretHeaders === true
  ) {
    return fail(
      'headersRefused',
      `${host} rejected the headers in the “headers” setting; correct them.${said}`,
    );
  }
  switch (status) {
    case 401:
      return context.apiKey === undefined
        ? fail('keyMissing', `${host} requires an API key; set one.`)
        : fail('keyRefused', `The API key was rejected by ${host}; set a different one.`);
    case 402:
      return fail(
        'accountRefused',
        `${host} declined the request: check your billing and credit balance.${said}`,
      );
    case 403:
      return fail(
        'keyLacksAccess',
        context.apiKey === undefined
          ? `${model} needs an API key at ${host}.${said}`
          : `Your API key has no access to ${model}. Use another key or model.${said}`,
      );
    case 404:
      return fail('modelNotFound', `${host} has no model ${model}; choose another.${said}`);
    case 407:
      return proxyRefused(host, error);
    case 413:
      return fail('textTooLarge', `The text is larger than ${host} accepts; select less.`);
    case 429:
      return fail(
        'modelBusy',
        `Rate limited by ${host}${retries && ` (${retries})`}. Try again ${inAWhile(error.headers)}.`,
      );
    default:
  }
  if (status >= 300 && status < 400) {
    return fail(
      'redirectRefused',
      `${host} redirected the request; the redirect was blocked to protect your key and text. Check the base URL.`,
    );
  }
  if (status >= 500 || status === 408 || status === 409) {
    return fail(
      'modelBusy',
      `${host} is overloaded or unavailable (HTTP ${String(status)})${tried}; try again later.`,
    );
  }
  if (refusesLength(error.error)) {
    return fail(
      'promptTooLong',
      `The text is too long for ${model}. Select less, or lower Part Tokens.${said}`,
    );
  }
  return fail(
    'modelRejectedRequest',
    `${host} rejected the request (HTTP ${String(status)}); check your settings.${said}`,
  );
}

/** Whether an endpoint rejects a prompt because of its length. */
function refusesLength(body: unknown): boolean {
  const inner = property(body, 'error') ?? body;
  return [property(inner, 'message'), property(inner, 'type')].some(
    (words) => typeof words === 'string' && saysTooLong(words),
  );
}

/** The status of a refusal; inside a stream, which began with 200, only the type tells. */
function statusOf(error: { readonly status: unknown; readonly type: unknown }): number | undefined {
  if (typeof error.status === 'number') return error.status;
  return typeof error.type === 'string' ? REFUSALS.get(error.type) : undefined;
}

/** "2 retries"; empty where there were none. */
function counted(retries: number): string {
  if (retries === 0) return '';
  return retries === 1 ? '1 retry' : `${String(retries)} retries`;
}

/** A longer wait, in milliseconds, is not told: some endpoints name numbers that mean nothing. */
const LONGEST_TOLD = 24 * 60 * 60 * 1000;

function inAWhile(headers: unknown): string {
  const wait = askedToWait(headers);
  if (wait === undefined) return 'in a moment';
  return wait > LONGEST_TOLD ? 'later' : `in ${inSeconds(wait)}`;
}

/** What the log says about a failed request: no message, because an endpoint may quote the text in it. */
export function describeForLog(error: unknown): string {
  if (error instanceof APIError) {
    const type: unknown = error.type;
    const code = connectionCode(error);
    const figures = [
      typeof error.status === 'number' ? `status ${String(error.status)}` : '',
      typeof type === 'string' && /^[a-z_]{1,40}$/.test(type) ? `type ${type}` : '',
      /^[\w-]{1,80}$/.test(error.requestID ?? '') ? `request id ${String(error.requestID)}` : '',
      /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : '',
    ].filter((figure) => figure !== '');
    if (figures.length > 0) return figures.join(', ');
    return error instanceof APIConnectionError ? 'connection error' : 'unknown API error';
  }
  if (error instanceof AnthropicError) return 'the stream ended early';
  return error instanceof Error ? error.name : typeof error;
}

/** The endpoint's own words for the user, with any quoted key removed. */
function apiSentence(body: unknown, apiKey: string | undefined): string {
  const inner = property(body, 'error') ?? body;
  const message = property(inner, 'message');
  if (typeof message !== 'string' || message === '') return '';
  return ` Response: “${oneLine(withoutKey(message, apiKey))}”.`;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
