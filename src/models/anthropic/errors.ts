import {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { cancelled, oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { withoutKey } from './messages.js';
import { askedToWait } from './retry.js';
import { saysTooLong } from '../promptTooLong.js';
import { proxyRefused, unreachable } from './unreachable.js';

/** What the sentences about a failed request need to know. */
export interface RequestContext {
  readonly host: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  /** Whether headers stand for who asks, in place of a key. */
  readonly hasSecretHeaders?: boolean | undefined;
  /** How often the request was tried again before it was given up. */
  readonly retries: number;
  readonly signal: AbortSignal;
}

/** Error types of the Messages API that no other try would change, with the status they usually come with. */
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
  const tried = context.retries === 0 ? '' : ` after ${String(context.retries)} retries`;

  if (error instanceof APIConnectionTimeoutError) {
    return fail('modelUnreachable', `${host} did not answer in time${tried}; try again later.`);
  }
  if (error instanceof APIConnectionError) {
    return unreachable(host, tried, error);
  }
  const status = error instanceof APIError ? statusOf(error) : undefined;
  if (!(error instanceof APIError) || status === undefined) {
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
      `${host} does not accept what the setting “headers” sends; correct it${said}.`,
    );
  }
  switch (status) {
    case 401:
      return context.apiKey === undefined
        ? fail('keyMissing', `${host} asks for an API key; set one.`)
        : fail('keyRefused', `The API key was refused by ${host}; set another one.`);
    case 402:
      return fail(
        'accountRefused',
        `${host} says that the account cannot be billed; check its credit${said}.`,
      );
    case 403:
      return fail(
        'keyLacksAccess',
        `${context.apiKey === undefined ? 'Without a key nobody' : 'The API key'} may ${context.apiKey === undefined ? '' : 'not '}use ${model} at ${host}; use another key or model${said}.`,
      );
    case 404:
      return fail('modelNotFound', `${host} does not know the model ${model}; choose another${said}.`);
    case 407:
      return proxyRefused(host, error);
    case 413:
      return fail('textTooLarge', `The text is larger than ${host} accepts; choose a smaller part of it.`);
    case 429:
      return fail('modelBusy', `${host} is limiting requests${tried}; try again ${inAWhile(error.headers)}.`);
    default:
  }
  if (status >= 300 && status < 400) {
    return fail(
      'redirectRefused',
      `${host} redirected the request elsewhere, which was refused so that neither key nor text follows; check the base URL.`,
    );
  }
  if (status >= 500 || status === 408 || status === 409) {
    return fail(
      'modelBusy',
      `${host} is overloaded or failing (status ${String(status)})${tried}; try again later.`,
    );
  }
  if (refusesLength(error.error)) {
    return fail(
      'promptTooLong',
      `${host} takes fewer tokens at once than this text has; choose a smaller part of it, or lower “partTokens” in the settings${said}.`,
    );
  }
  return fail(
    'modelRejectedRequest',
    `${host} rejected the request (status ${String(status)}); check the settings${said}.`,
  );
}

/** Whether an endpoint refuses a prompt for its length. */
function refusesLength(body: unknown): boolean {
  const inner = property(body, 'error') ?? body;
  return [property(inner, 'message'), property(inner, 'type')].some(
    (words) => typeof words === 'string' && saysTooLong(words),
  );
}

/** The status of a refusal; inside a stream, which began with 200, only its type tells. */
function statusOf(error: { readonly status: unknown; readonly type: unknown }): number | undefined {
  if (typeof error.status === 'number') return error.status;
  return typeof error.type === 'string' ? REFUSALS.get(error.type) : undefined;
}

function inAWhile(headers: unknown): string {
  const wait = askedToWait(headers);
  return wait === undefined ? 'in a little while' : `in ${String(Math.ceil(wait / 1000))} s, as it asks`;
}

/** Figures of a failed request for the log: no message, since an endpoint may quote the text in it. */
export function describeForLog(error: unknown): string {
  if (error instanceof APIError) {
    const type: unknown = error.type;
    const known = typeof type === 'string' && /^[a-z_]{1,40}$/.test(type) ? type : 'none';
    const id = /^[\w-]{1,80}$/.test(error.requestID ?? '') ? error.requestID : 'none';
    return `status ${String(error.status ?? 'none')}, type ${known}, request id ${String(id)}`;
  }
  if (error instanceof AnthropicError) return 'the stream ended early';
  return error instanceof Error ? error.name : typeof error;
}

/** The endpoint's own words, for the user's eyes, with the key taken out should it be quoted. */
function apiSentence(body: unknown, apiKey: string | undefined): string {
  const inner = property(body, 'error') ?? body;
  const message = property(inner, 'message');
  if (typeof message !== 'string' || message === '') return '';
  return `: “${oneLine(withoutKey(message, apiKey))}”`;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
