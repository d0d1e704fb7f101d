import { setTimeout as delay } from 'node:timers/promises';
import Anthropic, { APIConnectionError } from '@anthropic-ai/sdk';
import type { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream';
import { cancelled, SummarizeError } from '../errors.js';
import type { Logger } from '../logger.js';
import { VERSION } from '../version.js';
import { describeForLog, explainAnthropicError } from './anthropicErrors.js';
import { toAnswer, toMessagesRequest } from './anthropicMessages.js';
import { chooseModel, DEFAULT_MODEL, type ModelChoice } from './choose.js';
import { assertKeyIsSafeAt, type Endpoint } from './endpoint.js';
import { guardedFetch } from './guardedFetch.js';
import { textsOf, type Model, type ModelAnswer, type ModelEvents, type ModelRequest } from './model.js';
import { MAX_RETRIES, planRetry } from './retry.js';

const ANTHROPIC_VERSION = '2026-10-21';
/** How long a connection may stay open behind a whole message, in milliseconds. */
const LINGER_MILLISECONDS = 500;

/** How long an endpoint may take to say how much its model takes in. */
const LIMIT_MILLISECONDS = 3000;

export interface AnthropicSetup {
  readonly endpoint: Endpoint;
  readonly apiKey: string | undefined;
  /** The model the person fixed; without it a server's advice may choose. */
  readonly model: string | undefined;
  readonly log: Logger;
}

/** The Messages API, Anthropic's own or any compatible one, always streaming. */
export class AnthropicModel implements Model {
  readonly provider = 'anthropic';
  readonly place: string;
  readonly name: string;
  readonly takes = { images: true, tools: true };
  readonly isNameable = true;
  readonly #setup: AnthropicSetup;

  /** @throws {SummarizeError} if the key would travel unencrypted */
  constructor(setup: AnthropicSetup) {
    if (setup.apiKey !== undefined) assertKeyIsSafeAt(setup.endpoint);
    this.#setup = setup;
    this.place = setup.endpoint.origin;
    this.name = setup.model ?? DEFAULT_MODEL;
  }

  choose(request: ModelRequest): ModelChoice {
    return chooseModel(request.model ?? this.#setup.model, request);
  }

  /** As the endpoint says; a local one may not. */
  async inputLimit(signal: AbortSignal): Promise<number | undefined> {
    const client = withoutHeadersFromEnvironment(() => this.#client());
    // A summary does not wait long for what it can do without.
    const soon = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MILLISECONDS)]);
    try {
      const { max_input_tokens: limit } = await client.models.retrieve(this.name, {}, { signal: soon });
      return limit ?? undefined;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const { endpoint, apiKey, log } = this.#setup;
    const { name: model } = this.choose(request);
    if (!request.messages.every(({ content }) => textsOf(content).every((text) => text.isWellFormed()))) {
      log.warn(
        'The text holds halves of surrogate pairs, which no request can carry; each is sent as U+FFFD.',
      );
    }
    const client = withoutHeadersFromEnvironment(() => this.#client());
    for (let retries = 0; ; retries++) {
      const seen = { connected: false, text: false };
      try {
        const stream = client.messages.stream(toMessagesRequest(request, model), { signal });
        stream.on('connect', () => {
          seen.connected = true;
        });
        stream.on('text', (delta) => {
          seen.text = true;
          events.onText(delta);
        });
        return toAnswer(await wholeMessage(stream), request, model, apiKey);
      } catch (thrown) {
        const error = ofOurs(thrown) ?? thrown;
        if (signal.aborted) log.info(`The request to ${endpoint.host} was cancelled.`);
        else log.warn(`The request to ${endpoint.host} failed: ${describeForLog(error)}.`);
        const plan = signal.aborted ? undefined : planRetry(error, seen.connected, retries);
        if (plan === undefined || (seen.text && !events.takeBack())) {
          throw explainAnthropicError(error, { host: endpoint.host, model, apiKey, retries, signal });
        }
        const wait = plan.milliseconds < 1000 ? '' : ` in ${String(Math.ceil(plan.milliseconds / 1000))} s`;
        events.onRetry(
          `${endpoint.host} ${plan.reason}; trying again${wait} (retry ${String(retries + 1)} of ${String(MAX_RETRIES)}).`,
        );
        await delay(plan.milliseconds, undefined, { signal }).catch((reason: unknown) => {
          throw cancelled(reason);
        });
      }
    }
  }

  /** Every option that the SDK would otherwise take from the environment or a profile is given here. */
  #client(): Anthropic {
    const { endpoint, apiKey, log } = this.#setup;
    return new Anthropic({
      baseURL: endpoint.baseUrl,
      // An empty key keeps the SDK from looking for credentials elsewhere; the null header sends none.
      apiKey: apiKey ?? '',
      webhookKey: null,
      defaultHeaders: apiKey === undefined ? { authorization: null } : {},
      fetch: guardedFetch({ origin: endpoint.origin, headers: requestHeaders(apiKey) }),
      // Retries are ours, since the SDK's are silent.
      maxRetries: 0,
      openTelemetry: false,
      // The SDK's own lines can quote request bodies at lower levels.
      logLevel: 'error',
      logger: {
        error: () => {
          log.error('The model SDK reported an error.');
        },
        warn: () => undefined,
        info: () => undefined,
        debug: () => undefined,
      },
    });
  }
}

/** What our `fetch` threw, which the SDK wraps. */
function ofOurs(error: unknown): SummarizeError | undefined {
  return error instanceof APIConnectionError && error.cause instanceof SummarizeError
    ? error.cause
    : undefined;
}

/**
 * The message, as soon as it is whole: an endpoint that keeps the connection open behind it is not
 * waited for.
 */
async function wholeMessage(stream: MessageStream): Promise<Anthropic.Message> {
  const ended = stream.finalMessage();
  const stopped = new Promise<Anthropic.Message>((resolve) => {
    stream.on('message', resolve);
  });
  const message = await Promise.race([stopped, ended]);
  const endOfBody = ended.catch(() => undefined);
  void Promise.race([endOfBody, delay(LINGER_MILLISECONDS, undefined, { ref: false })]).then(() => {
    stream.abort();
  });
  return message;
}

/** The SDK adds the headers in this variable to every request, and fails if it cannot read them. */
function withoutHeadersFromEnvironment<T>(create: () => T): T {
  const { ANTHROPIC_CUSTOM_HEADERS } = process.env;
  delete process.env.ANTHROPIC_CUSTOM_HEADERS;
  try {
    return create();
  } finally {
    if (ANTHROPIC_CUSTOM_HEADERS !== undefined)
      process.env.ANTHROPIC_CUSTOM_HEADERS = ANTHROPIC_CUSTOM_HEADERS;
  }
}

function requestHeaders(apiKey: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'anthropic-version': ANTHROPIC_VERSION,
    'content-type': 'application/json',
    'user-agent': `mcp-summarize/${VERSION}`,
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
}
