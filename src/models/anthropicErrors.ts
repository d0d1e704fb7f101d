import {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { cancelled, oneLine, SummarizeError } from '../errors.js';
import { askedToWait } from './retry.js';

/** What the sentences about a failed request need to know. */
export interface RequestContext {
  readonly host: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  /** How often the request was tried again before it was given up. */
  readonly retries: number;
  readonly signal: AbortSignal;
}

/** A failed Messages API request as one sentence with a next step. */
export function explainAnthropicError(error: unknown, context: RequestContext): SummarizeError {
  const { host, model, signal } = context;
  if (error instanceof SummarizeError) return error;
  if (signal.aborted || error instanceof APIUserAbortError) return cancelled(error);
  const fail = (...[code, message, steps]: ConstructorParameters<typeof SummarizeError>): SummarizeError =>
    new SummarizeError(code, message, steps, { cause: error });
  const tried = context.retries === 0 ? '' : ` after ${String(context.retries)} retries`;

  if (error instanceof APIConnectionTimeoutError) {
    return fail('modelUnreachable', `${host} did not answer in time${tried}; try again later.`, [
      'retry',
      'showLog',
    ]);
  }
  if (error instanceof APIConnectionError) {
    return fail(
      'modelUnreachable',
      `${host} could not be reached${tried}; check the network and the base URL.`,
      ['retry', 'openSettings'],
    );
  }
  if (!(error instanceof APIError) || error.status === undefined) {
    const type = error instanceof APIError && error.type !== null ? ` (${oneLine(error.type, 40)})` : '';
    return fail('streamCut', `The answer from ${host} was cut off${tried}${type}; try again.`, [
      'retry',
      'showLog',
    ]);
  }
  const said = apiSentence(error.error, context.apiKey);
  switch (error.status) {
    case 401:
      return context.apiKey === undefined
        ? fail('keyMissing', `${host} asks for an API key; set one.`, ['setApiKey', 'openSettings'])
        : fail('keyRefused', `The API key was refused by ${host}; set another one.`, [
            'setApiKey',
            'openSettings',
          ]);
    case 402:
      return fail(
        'accountRefused',
        `${host} says that the account cannot be billed; check its credit${said}.`,
        ['retry'],
      );
    case 403:
      return fail(
        'accountRefused',
        `The API key may not use ${model} at ${host}; use another key or model${said}.`,
        ['setApiKey', 'openSettings'],
      );
    case 404:
      return fail('modelNotFound', `${host} does not know the model ${model}; choose another${said}.`, [
        'openSettings',
      ]);
    case 413:
      return fail(
        'textTooLarge',
        `The text is larger than ${host} accepts; choose a smaller part of it.`,
        [],
      );
    case 429:
      return fail(
        'modelBusy',
        `${host} is limiting requests${tried}; try again ${inAWhile(error.headers)}.`,
        ['retry'],
      );
    default:
  }
  if (error.status >= 300 && error.status < 400) {
    return fail(
      'redirectRefused',
      `${host} redirected the request elsewhere, which was refused so that neither key nor text follows; check the base URL.`,
      ['openSettings'],
    );
  }
  if (error.status >= 500 || error.status === 408 || error.status === 409) {
    return fail(
      'modelBusy',
      `${host} is overloaded or failing (status ${String(error.status)})${tried}; try again later.`,
      ['retry'],
    );
  }
  return fail(
    'modelRejectedRequest',
    `${host} rejected the request (status ${String(error.status)}); check the settings${said}.`,
    ['openSettings', 'showLog'],
  );
}

function inAWhile(headers: unknown): string {
  const wait = askedToWait(headers);
  return wait === undefined ? 'in a little while' : `in ${String(Math.ceil(wait / 1000))} s, as it asks`;
}

/** Figures of a failed request for the log: no message, since an endpoint may quote the text in it. */
export function describeForLog(error: unknown): string {
  if (error instanceof APIError) {
    return `status ${String(error.status ?? 'none')}, type ${oneLine(error.type ?? 'none', 60)}, request id ${oneLine(error.requestID ?? 'none', 80)}`;
  }
  if (error instanceof AnthropicError) return 'the stream ended early';
  return error instanceof Error ? error.name : typeof error;
}

/** The endpoint's own words, for the person's eyes, with the key taken out should it be quoted. */
function apiSentence(body: unknown, apiKey: string | undefined): string {
  const inner = property(body, 'error') ?? body;
  const message = property(inner, 'message');
  if (typeof message !== 'string' || message === '') return '';
  const safe = apiKey === undefined ? message : message.replaceAll(apiKey, '[key]');
  return `: “${oneLine(safe)}”`;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
