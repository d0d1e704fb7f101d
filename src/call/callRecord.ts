import type { ActivityRecorder } from '../activity/activityRecorder.js';
import type { SummarizeError } from '../common/errors.js';
import type { ModelAnswer, TokenUsage } from '../models/model.js';
import { costOf, type Cost, type PriceOf } from '../money/prices.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import type { SamplingObserver } from '../sampling/handler.js';

/** What a user sees of a tool call while it runs. `request` counts its sampling requests from 0. */
export interface CallEvents {
  onText(delta: string, request: number): void;
  /** A request to the model is tried again; `reason` is a sentence. */
  onRetry(reason: string, request: number): void;
  /** Whether the text of this request can be taken back, see `ModelEvents`. */
  takeBack(request: number): boolean;
  /** Something of the call itself, such as the server's progress, as a sentence. */
  onNotice(notice: string): void;
}

/** The figures of a call that has ended. */
export interface CallFigures {
  /** The model that answered last; undefined when the server never sampled. */
  readonly model: string | undefined;
  /** `maxTokens` if any answer was cut off by the token limit, otherwise that of the last answer. */
  readonly stopReason: string | undefined;
  /** Summed over all sampling requests. */
  readonly usage: TokenUsage;
  /** undefined where the price of a model that answered is not known. */
  readonly cost: Cost | undefined;
  /** How many prompts the model seems to have read only in part. */
  readonly cutPrompts: number;
  readonly samplingRequests: number;
  /** Advice of the server that was not passed on to the model. */
  readonly dropped: readonly string[];
}

/** Collects what the sampling requests of one tool call did. */
export class CallRecord {
  readonly #events: CallEvents;
  readonly #begin: (() => ActivityRecorder) | undefined;
  readonly #secrets: KnownSecrets;
  readonly #answers: ModelAnswer[] = [];
  readonly #priceOf: PriceOf;
  readonly #costs: (Cost | undefined)[] = [];
  readonly #dropped = new Set<string>();
  #requests = 0;
  #cutPrompts = 0;
  #error: SummarizeError | undefined;

  /**
   * @param begin begins the record of a sampling request, where one is kept
   * @param secrets are blanked in what is told
   */
  constructor(
    events: CallEvents,
    priceOf: PriceOf,
    {
      begin,
      secrets = new KnownSecrets(),
    }: { readonly begin?: (() => ActivityRecorder) | undefined; readonly secrets?: KnownSecrets } = {},
  ) {
    this.#secrets = secrets;
    this.#events = events;
    this.#priceOf = priceOf;
    this.#begin = begin;
  }

  /** The first failure of a sampling request. */
  get error(): SummarizeError | undefined {
    return this.#error;
  }

  /** An observer for the next sampling request. */
  next(): SamplingObserver {
    const events = this.#events;
    const request = this.#requests++;
    const recorder = this.#begin?.();
    const secrets = this.#secrets;
    let text = secrets.hideInPieces();
    const tell = (piece: string): void => {
      if (piece !== '') events.onText(piece, request);
    };
    return {
      onRequest: (sampling, choice) => {
        recorder?.requested(sampling, choice);
        for (const name of sampling.dropped) this.#dropped.add(secrets.hideIn(name));
      },
      onWaiting: (why) => {
        recorder?.waiting();
        events.onNotice(secrets.hideIn(why));
      },
      onPassed: (passed) => {
        recorder?.passed(passed);
      },
      onText: (delta) => {
        tell(text.next(delta));
      },
      onRetry: (reason) => {
        events.onRetry(secrets.hideIn(reason), request);
      },
      takeBack: () => {
        const isTaken = events.takeBack(request);
        if (isTaken) text = secrets.hideInPieces();
        return isTaken;
      },
      onAnswer: (answer, place) => {
        tell(text.end());
        const price = this.#priceOf(answer.model, place);
        const cost = price && costOf(answer.usage, price);
        recorder?.answered(answer, cost);
        this.#answers.push(answer);
        this.#costs.push(cost);
      },
      onCutPrompt: () => {
        this.#cutPrompts++;
      },
      onDelivered: (answer, edited) => {
        recorder?.delivered(answer, edited);
      },
      onError: (error) => {
        recorder?.failed(error);
        this.#error ??= secrets.hideInError(error);
      },
    };
  }

  #cost(): Cost | undefined {
    const known = this.#costs.filter((cost) => cost !== undefined);
    if (known.length === 0 || known.length < this.#costs.length) return undefined;
    return {
      dollars: known.reduce((sum, { dollars }) => sum + dollars, 0),
      saved: known.reduce((sum, { saved }) => sum + saved, 0),
    };
  }

  figures(): CallFigures {
    const last = this.#answers.at(-1);
    const cutOff = this.#answers.some((answer) => answer.stopReason === 'maxTokens');
    const sum = (figure: 'inputTokens' | 'outputTokens'): number =>
      this.#answers.reduce((total, answer) => total + answer.usage[figure], 0);
    return {
      model: last && this.#secrets.hideIn(last.model),
      stopReason: cutOff ? 'maxTokens' : last && this.#secrets.hideIn(last.stopReason),
      usage: { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') },
      cost: this.#cost(),
      cutPrompts: this.#cutPrompts,
      samplingRequests: this.#requests,
      dropped: [...this.#dropped],
    };
  }
}
