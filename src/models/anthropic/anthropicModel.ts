import { setTimeout as delay } from 'node:timers/promises';
import { AnthropicError, type Anthropic } from '@anthropic-ai/sdk';
import type { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream';
import { cancelled, SummarizeError } from '../../common/errors.js';
import { describeModel } from './catalog.js';
import { anthropicClient, type AnthropicConnection } from './client.js';
import { describeForLog, explainAnthropicError } from './errors.js';
import { toAnswer, toMessagesRequest } from './messages.js';
import { choiceFor, rankedModels } from '../choose.js';
import { assertKeyIsSafeAt } from './endpoint.js';
import {
  textsOf,
  type Model,
  type ModelAnswer,
  type ModelChoice,
  type ModelEvents,
  type ModelRequest,
} from '../model.js';
import { PromptCache } from './promptCache.js';
import { inSeconds } from '../inSeconds.js';
import { MAX_RETRIES, planRetry } from './retry.js';

/** How long a connection may stay open after a complete message, in milliseconds. */
const LINGER_MILLISECONDS = 500;

/** The least that Anthropic's models accept, in tokens (Models overview, "Context window"). */
const ANTHROPIC_INPUT_LIMIT = 200_000;

/** How long an endpoint may take to report a model's input limit or to count tokens, in milliseconds. */
const PATIENCE_MILLISECONDS = 3000;

/** How long a description of the model holds, in milliseconds. */
const DESCRIBED_MILLISECONDS = 5 * 60 * 1000;

export interface AnthropicSetup extends AnthropicConnection {
  /** The model that the user fixed; otherwise a server's preferences may select one. */
  readonly model: string | undefined;
  /** The models that preferences may select from; by default Anthropic's current ones. */
  readonly allowed?: readonly string[];
  /** Whether the endpoint has a prompt cache; by default only Anthropic's own does. */
  readonly promptCache?: boolean;
  /** Called after each answer. */
  readonly onAnswered?: () => void;
}

/** The Messages API, Anthropic's own or any compatible one, always streaming. */
export class AnthropicModel implements Model {
  readonly provider = 'anthropic';
  readonly place: string;
  readonly name: string;
  readonly takes = { images: true, tools: true };
  readonly isNameable = true;
  readonly #setup: AnthropicSetup;
  readonly #cache = new PromptCache();
  #madeClient: Anthropic | undefined;
  /** What the endpoint has said about the model; undefined if it was not asked or did not answer. */
  #lastDescribed: { readonly inputLimit: number | undefined; readonly at: number } | undefined;

  /** @throws {SummarizeError} if the key would be sent unencrypted */
  constructor(setup: AnthropicSetup) {
    if (setup.apiKey !== undefined) assertKeyIsSafeAt(setup.endpoint);
    this.#setup = setup;
    this.place = setup.endpoint.origin;
    this.name = this.choose({ modelHints: [] }).name;
  }

  choose(request: Pick<ModelRequest, 'model' | 'modelHints' | 'priorities'>): ModelChoice {
    const { model, allowed = [] } = this.#setup;
    return choiceFor(request.model ?? model, request, rankedModels(allowed));
  }

  /** Without asking, only Anthropic's own models are known. */
  get leastInputLimit(): number | undefined {
    return (
      this.#described()?.inputLimit ?? (this.#setup.endpoint.needsKey ? ANTHROPIC_INPUT_LIMIT : undefined)
    );
  }

  /** As the endpoint reports it; a local one may not. */
  async inputLimit(signal: AbortSignal): Promise<number | undefined> {
    const known = this.#described();
    if (known !== undefined) return known.inputLimit;
    return await soonOrNever(signal, async (soon) => {
      const model = await describeModel(this.#setup, this.name, soon);
      this.#lastDescribed = { inputLimit: model?.maxInputTokens, at: performance.now() };
      return model?.maxInputTokens;
    });
  }

  /** As the endpoint counts them, at no cost; a local one may not. */
  async countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | undefined> {
    const { model, messages, system, tools, tool_choice } = toMessagesRequest(
      request,
      this.choose(request).name,
    );
    const counted = {
      model,
      messages,
      ...(system !== undefined && { system }),
      ...(tools !== undefined && { tools }),
      ...(tool_choice !== undefined && { tool_choice }),
    };
    return await soonOrNever(signal, async (soon) => {
      const { input_tokens } = await this.#client().messages.countTokens(counted, {
        signal: soon,
      });
      return input_tokens;
    });
  }

  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const { log } = this.#setup;
    const { name: model } = this.choose(request);
    if (!request.messages.every(({ content }) => textsOf(content).every((text) => text.isWellFormed()))) {
      log.warn('The text contains unpaired surrogates, which no request can carry; each is sent as U+FFFD.');
    }
    const marked = this.#usesCache() ? this.#cache.markFor(request, model) : undefined;
    let answered = false;
    try {
      const answer = await this.#tryUntilAnswered(toMessagesRequest(request, model, marked?.mark), {
        request,
        events,
        signal,
      });
      answered = true;
      this.#setup.onAnswered?.();
      return answer;
    } finally {
      marked?.ended(answered);
    }
  }

  /** A local server may have loaded the model again meanwhile, with another context. */
  #described(): { readonly inputLimit: number | undefined } | undefined {
    const last = this.#lastDescribed;
    return last !== undefined && performance.now() - last.at < DESCRIBED_MILLISECONDS ? last : undefined;
  }

  #client(): Anthropic {
    this.#madeClient ??= anthropicClient(this.#setup);
    return this.#madeClient;
  }

  #usesCache(): boolean {
    const { promptCache, endpoint } = this.#setup;
    return promptCache ?? endpoint.needsKey;
  }

  async #tryUntilAnswered(
    body: Anthropic.MessageStreamParams,
    {
      request,
      events,
      signal,
    }: { readonly request: ModelRequest; readonly events: ModelEvents; readonly signal: AbortSignal },
  ): Promise<ModelAnswer> {
    const { endpoint, apiKey, hasSecretHeaders, log } = this.#setup;
    const { model } = body;
    for (let retries = 0; ; retries++) {
      const seen = { connected: false, text: false };
      try {
        const stream = this.#client().messages.stream(body, { signal });
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
        if (signal.aborted) log.info(`Request to ${endpoint.host} cancelled.`);
        else log.warn(`Request to ${endpoint.host} failed: ${describeForLog(error)}.`);
        const plan = signal.aborted
          ? undefined
          : planRetry(error, seen.connected, { host: endpoint.host, retries });
        if (plan === undefined || (seen.text && !events.takeBack())) {
          throw explainAnthropicError(error, {
            host: endpoint.host,
            model,
            apiKey,
            hasSecretHeaders,
            hasWritten: seen.text,
            retries,
            signal,
          });
        }
        const wait = plan.milliseconds < 1000 ? '' : ` in ${inSeconds(plan.milliseconds)}`;
        events.onRetry(
          `${plan.reason}; retrying${wait} (${String(retries + 1)} of ${String(MAX_RETRIES)}).`,
          plan.milliseconds,
        );
        await delay(plan.milliseconds, undefined, { signal }).catch((reason: unknown) => {
          throw cancelled(reason);
        });
      }
    }
  }
}

/** A figure that is nice to have, but not worth a long wait or a failure. */
async function soonOrNever(
  signal: AbortSignal,
  ask: (soon: AbortSignal) => Promise<unknown>,
): Promise<number | undefined> {
  try {
    const answer = await ask(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]));
    return typeof answer === 'number' ? answer : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** The error of our own `fetch`, which the SDK wraps. */
function ofOurs(error: unknown): SummarizeError | undefined {
  return error instanceof AnthropicError && error.cause instanceof SummarizeError ? error.cause : undefined;
}

/**
 * The message, as soon as it is complete, even if the endpoint keeps the connection open after it.
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
