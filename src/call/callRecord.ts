import type { ActivityRecorder } from '../activity/activityRecorder.js';
import type { SummarizeError } from '../common/errors.js';
import type { ModelAnswer, TokenUsage } from '../models/model.js';
import { costOf, type Cost, type PriceOf } from '../money/prices.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import type { PassedBy } from '../sampling/gate.js';
import type { SamplingObserver } from '../sampling/handler.js';

/** Shows the user a tool call while it runs. `request` counts its sampling requests from 0. */
export interface CallEvents {
  onText(delta: string, request: number): void;
  /** A request to the model is retried; `reason` is a sentence. */
  onRetry(reason: string, request: number): void;
  /** Whether the text of this request can be taken back, see `ModelEvents`. */
  takeBack(request: number): boolean;
  /** A sentence about the call itself, such as the server's progress. */
  onNotice(notice: string): void;
}

/** The figures of a finished call. */
export interface CallFigures {
  /** The model that answered last; undefined if the server never sampled. */
  readonly model: string | undefined;
  /** `maxTokens` if the token limit cut off any answer, otherwise the last answer's. */
  readonly stopReason: string | undefined;
  /** Summed over all sampling requests. */
  readonly usage: TokenUsage;
  /** undefined if the price of any model that answered is not known. */
  readonly cost: Cost | undefined;
  /** The number of prompts that the model seems to have read only in part. */
  readonly cutPrompts: number;
  readonly samplingRequests: number;
  /** Parameters from the server that were not passed on to the model. */
  readonly dropped: readonly string[];
  /** What let its requests pass, each once. */
  readonly allowedBy: readonly PassedBy[];
}

/** Collects the results of the sampling requests of one tool call. */
export class CallRecord {
  readonly #events: CallEvents;
  readonly #begin: (() => ActivityRecorder) | undefined;
  readonly #secrets: KnownSecrets;
  readonly #answers: ModelAnswer[] = [];
  readonly #priceOf: PriceOf;
  readonly #costs: (Cost | undefined)[] = [];
  readonly #dropped = new Set<string>();
  readonly #allowedBy = new Set<PassedBy>();
  #requests = 0;
  #cutPrompts = 0;
  #error: SummarizeError | undefined;

  /**
   * @param begin begins the record of a sampling request, if one is kept
   * @param secrets are blanked in all output
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
        this.#allowedBy.add(passed.by);
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
      allowedBy: [...this.#allowedBy],
    };
  }
}
