import { setMaxListeners } from 'node:events';
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
/**
 * How often a request is made for the same prompt, where a failure may pass and others are answered. Our client
 * tries each three times.
 */
const MOST_TRIES = 4;
/** After how many failures in a row, none of which passes by waiting, nothing more is asked for. */
const GIVE_UP = 16;
/** As long as fewer prompts than that failed, that says nothing of the others. */
const SEVERAL = 3;

/** How long is waited, in milliseconds. */
export interface Patience {
  /** After a failure that may pass, no request begins for so long; twice as long each time, up to the longest. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** When no request has been answered for so long, while several prompts failed, nothing more is asked for. */
  readonly giveUpAfter: number;
}

const PATIENCE: Patience = { firstPause: 1000, longestPause: 15_000, giveUpAfter: 60_000 };

/** The text of an answer, and whether the token limit ended it (MCP client/sampling, `stopReason`). */
export interface Answer {
  readonly text: string;
  readonly cutOff: boolean;
}

/** Why a sampling request got no answer. */
export class SamplingFailure extends Error {
  override readonly name = 'SamplingFailure';

  /**
   * @param kind `busy`: the same request may get one later; `passing`: another one may; `tooLong`: a shorter
   *   one may; `final`: none will, there being no key, say, or no room left in a limit; `no`: the user does
   *   not want it
   */
  constructor(
    message: string,
    readonly kind: 'busy' | 'passing' | 'tooLong' | 'final' | 'no',
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
  /** No request begins for a while, in milliseconds, and why. */
  readonly onPause?: (milliseconds: number, reason: string) => void;
  readonly patience?: Patience;
}

/**
 * Asks the client to sample (MCP client/sampling), with no more requests open at once than it takes well.
 * Where a failure may pass, all of them wait, and fewer are made; only a long time without any answer is
 * the end of it.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #queue = new PQueue({ concurrency: FIRST_CONCURRENCY });
  /** Ends all requests when one has failed for good. */
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  #requests = 0;
  #answers = 0;
  /** Since the last answer: prompts that failed in a way that may pass, from when on, and other failures. */
  readonly #busy = new Set<object>();
  #busySince = 0;
  #failures = 0;
  /** Pauses since the last answer. */
  #pauses = 0;
  #pause: NodeJS.Timeout | undefined;
  #down: SamplingFailure | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
    this.#signal = AbortSignal.any([options.signal, this.#over.signal]);
    // What waits hears it at once.
    this.#signal.addEventListener('abort', this.#resume, { once: true });
    // Each open request listens; Node takes more than ten listeners for a leak, and warns.
    setMaxListeners(0, this.#signal);
  }

  /** How many requests have been made. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * One answer.
   *
   * @param prompt is made when its turn has come, so that those that wait take no room
   * @param tries how many requests are made for it at most, unless none at all is answered meanwhile
   * @throws {SamplingFailure}
   */
  async ask(prompt: () => Prompt, tries = MOST_TRIES): Promise<Answer> {
    const failing = { since: 0, answers: 0 };
    for (let made = 1; ; made++) {
      try {
        return await this.#queue.add(async () => await this.#askOnce(prompt, tries > 1));
      } catch (error) {
        const isBusy = error instanceof SamplingFailure && error.kind === 'busy';
        if (!isBusy || tries <= 1 || error === this.#down) throw error;
        const now = performance.now();
        if (made === 1) Object.assign(failing, { since: now, answers: this.#answers });
        const isOthersToo = failing.answers === this.#answers;
        if (isOthersToo ? now - failing.since >= this.#patience.giveUpAfter : made >= tries) throw error;
      }
    }
  }

  async #askOnce(prompt: () => Prompt, mayBeTriedAgain: boolean): Promise<Answer> {
    this.#signal.throwIfAborted();
    if (this.#down !== undefined) throw this.#down;
    try {
      const answer = await this.#request(prompt());
      this.#answers++;
      this.#busy.clear();
      this.#failures = this.#pauses = 0;
      this.#down = undefined;
      this.#queue.concurrency = Math.min(this.#queue.concurrency + 1, MAX_CONCURRENCY);
      return answer;
    } catch (error) {
      this.#signal.throwIfAborted();
      const failure = explain(error);
      if (failure.kind === 'tooLong') throw failure;
      const delays = mayBeTriedAgain || this.#queue.size > 0;
      this.#noteFailure(failure, prompt, delays);
      throw failure;
    }
  }

  /** @param delays whether anything is left that a pause would delay */
  #noteFailure(failure: SamplingFailure, prompt: object, delays: boolean): void {
    const isBusy = failure.kind === 'busy';
    if (!isBusy && failure.kind !== 'passing') {
      this.#over.abort(failure);
      return;
    }
    if (isBusy ? this.#isDown(prompt) : ++this.#failures >= GIVE_UP) {
      const seconds = String(Math.round(this.#patience.giveUpAfter / 1000));
      const message = isBusy
        ? `${failure.message}, and no request succeeded for ${seconds} s`
        : failure.message;
      this.#down = new SamplingFailure(message, failure.kind, { cause: failure });
      this.#resume();
      return;
    }
    // Of several that fail at once, the first stands for all.
    if (this.#pause !== undefined) return;
    this.#queue.concurrency = Math.max(Math.floor(this.#queue.concurrency / 2), 1);
    if (!isBusy || !delays) return;
    const { firstPause, longestPause } = this.#patience;
    const milliseconds = Math.min(firstPause * 2 ** this.#pauses++, longestPause);
    this.#queue.pause();
    this.#pause = setTimeout(this.#resume, milliseconds).unref();
    this.#options.onPause?.(milliseconds, failure.message);
  }

  #isDown(prompt: object): boolean {
    const now = performance.now();
    if (this.#busy.size === 0) this.#busySince = now;
    this.#busy.add(prompt);
    return this.#busy.size >= SEVERAL && now - this.#busySince >= this.#patience.giveUpAfter;
  }

  readonly #resume = (): void => {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#queue.start();
  };

  async #request({ system, user, maxTokens }: Prompt): Promise<Answer> {
    const { server, callId } = this.#options;
    this.#requests++;
    // The SDK never lets go of a signal; the call's would have a listener for each request.
    const own = new AbortController();
    const abort = (): void => {
      own.abort(this.#signal.reason);
    };
    this.#signal.addEventListener('abort', abort, { once: true });
    const { content, stopReason } = await server.server
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
    if (content.type === 'text' && content.text.trim() !== '')
      return { text: content.text, cutOff: stopReason === 'maxTokens' };
    if (content.type === 'text') {
      throw new SamplingFailure('the client returned no text', 'passing');
    }
    throw new SamplingFailure(
      `the client returned content of type "${oneLine(content.type, 40)}" instead of text`,
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
  promptTooLong: 'it has more tokens than the model accepts',
  textTooLarge: 'it is larger than the model accepts',
  modelRefused: 'the model refused to answer',
  emptyAnswer: 'the model returned no text',
  tokenLimitReached: 'the token limit was reached before any text was written',
  streamCut: 'the answer was cut short',
  keyRefused: 'the API key was rejected',
  accountRefused: 'the account was rejected',
  quotaUsedUp: 'the quota is used up',
  keyLacksAccess: 'the API key has no access to the model',
};

/** These pass with time, as far as they do. */
const BUSY_REASONS: ReadonlySet<string> = new Set(['modelBusy', 'modelUnreachable', 'streamCut']);
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
const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

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
  if (FINAL_REASONS.has(reason) || code === METHOD_NOT_FOUND) return 'final';
  // Other clients say no more than that something went wrong within them.
  const isUnnamed = reason === '' && code === INTERNAL_ERROR;
  return BUSY_REASONS.has(reason) || isUnnamed ? 'busy' : 'passing';
}
