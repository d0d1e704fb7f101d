import { setMaxListeners } from 'node:events';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import PQueue from 'p-queue';
import * as z from 'zod';
import { oneLine } from '../common/errors.js';
import { MAX_CALL_MILLISECONDS } from '../common/limits.js';
import { EXTRACTS_MODEL } from '../contract/extracts.js';
import { CALL_ID_META, MAX_CONCURRENCY } from '../contract/summarize.js';
import type { Prompt } from './prompts.js';

/** The initial number of concurrent requests; it grows with successes and halves on failures. */
const FIRST_CONCURRENCY = 8;
/**
 * The maximum number of requests per prompt if failures are temporary and other requests succeed. Our client itself
 * tries each one three times.
 */
const MOST_TRIES = 4;
/** Sampling stops after this many consecutive failures that waiting does not cure. */
const GIVE_UP = 16;
/** Failures of fewer prompts than this say nothing about the others. */
const SEVERAL = 3;

/** How long to wait, in milliseconds. */
export interface Patience {
  /** The pause after a temporary failure; it doubles each time, up to the longest. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Sampling stops after this long without an answer while several prompts failed. */
  readonly giveUpAfter: number;
}

const PATIENCE: Patience = { firstPause: 1000, longestPause: 15_000, giveUpAfter: 60_000 };

/** The text of an answer, and whether the token limit cut it off (MCP client/sampling, `stopReason`). */
export interface Answer {
  readonly text: string;
  readonly cutOff: boolean;
  /** Whether it is an extract of our own, which knows its lines. */
  readonly isExtract?: boolean;
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
  /** Called when requests pause, with the duration in milliseconds and the reason. */
  readonly onPause?: (milliseconds: number, reason: string) => void;
  readonly patience?: Patience;
}

/**
 * Sends sampling requests to the client (MCP client/sampling), with no more concurrency than it handles well.
 * After a temporary failure all requests pause and fewer run at once; only a long time without any answer ends
 * the sampling.
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
    // Wake whatever is waiting immediately.
    this.#signal.addEventListener('abort', this.#resume, { once: true });
    // Every open request adds a listener; Node warns of a leak above ten.
    setMaxListeners(0, this.#signal);
  }

  /** How many requests have been made. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * One answer.
   *
   * @param prompt is built only when its turn comes, so that waiting prompts take no memory
   * @param tries the maximum number of requests for it, unless none at all succeeds meanwhile
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
    // Of several simultaneous failures, only the first counts.
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

  async #request({ system, user, image, maxTokens }: Prompt): Promise<Answer> {
    const { server, callId } = this.#options;
    this.#requests++;
    // The SDK never removes its listeners; the call's signal would collect one per request.
    const own = new AbortController();
    const abort = (): void => {
      own.abort(this.#signal.reason);
    };
    this.#signal.addEventListener('abort', abort, { once: true });
    const { content, model, stopReason } = await server.server
      .createMessage(
        {
          messages: [
            // In a message of its own: before revision 2025-11-25, a message has one block.
            ...(image === undefined ? [] : [inMessage({ type: 'image', ...image })]),
            inMessage({ type: 'text', text: user }),
          ],
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
      return {
        text: content.text,
        cutOff: stopReason === 'maxTokens',
        ...(model === EXTRACTS_MODEL && { isExtract: true }),
      };
    if (content.type === 'text') {
      throw new SamplingFailure('the client returned no text', 'passing');
    }
    throw new SamplingFailure(
      `the client returned content of type "${oneLine(content.type, 40)}" instead of text`,
      'passing',
    );
  }
}

function inMessage<const Content>(content: Content): { readonly role: 'user'; readonly content: Content } {
  return { role: 'user', content };
}

/** What our client says about a failure besides its message. */
const failureData = z.looseObject({ reason: z.string() });

/** The client's error codes in words, to explain why a part is missing. */
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

/** Temporary failures. */
const BUSY_REASONS: ReadonlySet<string> = new Set(['modelBusy', 'modelUnreachable', 'streamCut']);
/** Failures that would be the same for every request. */
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
/** Failures that a shorter text may avoid. */
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
  // Other clients report only an internal error.
  const isUnnamed = reason === '' && code === INTERNAL_ERROR;
  return BUSY_REASONS.has(reason) || isUnnamed ? 'busy' : 'passing';
}
