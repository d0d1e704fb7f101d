import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import PQueue from 'p-queue';
import { z } from 'zod';
import { oneLine } from '../common/errors.js';
import { MAX_CALL_MILLISECONDS } from '../common/limits.js';
import { CALL_ID_META, MAX_CONCURRENCY } from '../contract/summarize.js';
import type { Prompt } from './prompts.js';

/** How many requests are open at first: what answers well gets more, what is too much gets fewer. */
const FIRST_CONCURRENCY = 8;
/** After how many failures in a row nothing more is asked for. */
const GIVE_UP = 8;

/** Why a sampling request got no answer. */
export class SamplingFailure extends Error {
  override readonly name = 'SamplingFailure';

  /**
   * @param kind `passing`: another request may get one; `tooLong`: a shorter one may; `final`: none will,
   *   there being no key, say, or no room left in a limit; `no`: the person does not want it
   */
  constructor(
    message: string,
    readonly kind: 'passing' | 'tooLong' | 'final' | 'no',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface SamplerOptions {
  readonly server: McpServer;
  /** The client's name for the call, which its sampling requests repeat. */
  readonly callId: unknown;
  readonly signal: AbortSignal;
}

/** Asks the client to sample (MCP client/sampling), with no more requests open at once than it takes well. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #queue = new PQueue({ concurrency: FIRST_CONCURRENCY });
  /** Ends all requests when one has failed for good. */
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  #requests = 0;
  /** Failures in a row. */
  #failures = 0;
  #down: SamplingFailure | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#over.signal]);
  }

  /** How many requests have been made. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * The text of one answer.
   *
   * @param prompt is made when its turn has come, so that those that wait take no room
   * @throws {SamplingFailure}
   */
  async ask(prompt: () => Prompt): Promise<string> {
    return await this.#queue.add(async () => {
      this.#signal.throwIfAborted();
      if (this.#down !== undefined) throw this.#down;
      try {
        const text = await this.#request(prompt());
        this.#failures = 0;
        this.#queue.concurrency = Math.min(this.#queue.concurrency + 1, MAX_CONCURRENCY);
        return text;
      } catch (error) {
        this.#signal.throwIfAborted();
        const failure = explain(error);
        if (failure.kind === 'tooLong') throw failure;
        this.#queue.concurrency = Math.max(Math.floor(this.#queue.concurrency / 2), 1);
        if (failure.kind !== 'passing') this.#over.abort(failure);
        // A model that is down would be tried for hours, a part after the other.
        else if (++this.#failures >= GIVE_UP) this.#down = failure;
        throw failure;
      }
    });
  }

  async #request({ system, user, maxTokens }: Prompt): Promise<string> {
    const { server, callId } = this.#options;
    this.#requests++;
    // The SDK never lets go of a signal; the call's would have a listener for each request.
    const own = new AbortController();
    const abort = (): void => {
      own.abort(this.#signal.reason);
    };
    this.#signal.addEventListener('abort', abort, { once: true });
    const { content } = await server.server
      .createMessage(
        {
          messages: [{ role: 'user', content: { type: 'text', text: user } }],
          maxTokens,
          systemPrompt: system,
          ...(typeof callId === 'string' && { _meta: { [CALL_ID_META]: callId } }),
        },
        { signal: own.signal, timeout: MAX_CALL_MILLISECONDS },
      )
      .finally(() => {
        this.#signal.removeEventListener('abort', abort);
      });
    if (content.type === 'text' && content.text.trim() !== '') return content.text;
    if (content.type === 'text') {
      throw new SamplingFailure('the client answered without any text', 'passing');
    }
    throw new SamplingFailure(
      `the client answered with content of type "${oneLine(content.type, 40)}" where text was expected`,
      'passing',
    );
  }
}

/** What our client says of a failure beside its sentence. */
const failureData = z.looseObject({ reason: z.string() });

/** In words, what our client names by a code; a part that is missing is explained by them. */
const REASONS: Readonly<Record<string, string>> = {
  modelBusy: 'the model was too busy',
  modelUnreachable: 'the model could not be reached',
  modelRejectedRequest: 'the model rejected the request',
  promptTooLong: 'it has more tokens than the model takes',
  textTooLarge: 'it is larger than the model accepts',
  modelRefused: 'the model refused to answer',
  emptyAnswer: 'the model answered without any text',
  tokenLimitReached: 'the token limit was reached before any text',
  streamCut: 'the answer broke off',
  keyRefused: 'the API key was refused',
  accountRefused: 'the account was refused',
  quotaUsedUp: 'the quota is used up',
  keyLacksAccess: 'the API key has no access to the model',
};

/** These would be the same for every request. */
const FINAL_REASONS: ReadonlySet<string> = new Set([
  'badSetting',
  'keyMissing',
  'keyRefused',
  'headersRefused',
  'accountRefused',
  'quotaUsedUp',
  'keyLacksAccess',
  'proxyRefused',
  'modelNotFound',
  'redirectRefused',
]);
/** Something shorter may be answered. */
const TOO_LONG_REASONS: ReadonlySet<string> = new Set(['promptTooLong', 'textTooLarge']);
const USER_REJECTED = -1;

function explain(error: unknown): SamplingFailure {
  if (error instanceof SamplingFailure) return error;
  const words = error instanceof Error ? error.message : String(error);
  const message = oneLine(words.replace(/^MCP error -?\d+: /, ''));
  if (!(error instanceof McpError)) return new SamplingFailure(message, 'passing', { cause: error });
  const data = failureData.safeParse(error.data);
  const reason = data.success ? data.data.reason : '';
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return new SamplingFailure(known ?? message, kindOf(error.code, message, reason), { cause: error });
}

function kindOf(code: number, message: string, reason: string): SamplingFailure['kind'] {
  if (code === USER_REJECTED) return message.startsWith('User rejected') ? 'no' : 'final';
  if (TOO_LONG_REASONS.has(reason)) return 'tooLong';
  return FINAL_REASONS.has(reason) ? 'final' : 'passing';
}
