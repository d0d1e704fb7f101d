import type { SummarizeError } from '../common/errors.js';
import type { ModelAnswer, ModelChoice } from '../models/model.js';
import type { Cost } from '../money/prices.js';
import type { Taken } from '../money/totals.js';
import type { PassedRequest } from '../sampling/handler.js';
import type { SamplingRequest } from '../sampling/request.js';
import { EMPTY_ENTRY, figuresOf, type ActivityEntry, type Outcome } from './activityEntry.js';
import { textOfContent, textsOfRequest, type Hide } from './keptTexts.js';

export interface RecorderOptions {
  readonly keepsTexts: boolean;
  readonly hide: Hide;
  readonly now: () => Date;
  /** Adds an answer's usage and cost to the totals. */
  readonly count: (taken: Omit<Taken, 'server'>) => void;
  /** Applies changes, computed from the current entry; an entry that has ended stays unchanged. */
  readonly change: (changes: (now: ActivityEntry) => Partial<ActivityEntry>) => void;
}

/** Records the progress of one sampling request. */
export class ActivityRecorder {
  readonly #options: RecorderOptions;
  readonly #begun: number;
  #waitingSince: number | undefined;
  #waited = EMPTY_ENTRY.waitedMilliseconds;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#begun = options.now().getTime();
  }

  /** The request was parsed and a model chosen. */
  requested({ request, requestedMaxTokens, dropped }: SamplingRequest, choice: ModelChoice): void {
    const texts = this.#options.keepsTexts ? textsOfRequest(request, this.#options.hide) : null;
    this.#change({ ...figuresOf(request, choice), requestedMaxTokens, dropped, texts });
  }

  /** The request, or its answer, starts to wait. */
  waiting(): void {
    this.#waitingSince ??= this.#now();
    this.#change({ outcome: 'waiting' });
  }

  /** The request goes to the model. */
  passed({ request, choice, by, edited }: PassedRequest): void {
    const texts = this.#options.keepsTexts ? textsOfRequest(request, this.#options.hide) : null;
    const changed: Partial<ActivityEntry> = { ...figuresOf(request, choice), texts, edited: ['prompt'] };
    this.#change({ ...this.#waitedSoFar(), ...(edited && changed), outcome: 'running', passedBy: by });
  }

  /** The model has answered. */
  answered({ model, usage, content }: ModelAnswer, cost: Cost | undefined): void {
    this.#options.count({ model: this.#options.hide(model), usage, cost });
    this.#options.change(({ texts }) => ({
      modelUsed: model,
      ...usage,
      cost: cost?.dollars ?? null,
      savedByCache: cost?.saved ?? null,
      texts: texts && { ...texts, answer: textOfContent(content, this.#options.hide) },
    }));
  }

  /** The answer goes to the server. */
  delivered({ stopReason, content }: ModelAnswer, edited: boolean): void {
    if (edited) {
      this.#options.change(({ texts, edited: before }) => ({
        texts: texts && { ...texts, answer: textOfContent(content, this.#options.hide) },
        edited: [...before, 'answer'],
      }));
    }
    this.#end('answered', stopReason);
  }

  failed({ code }: SummarizeError): void {
    this.#end(OUTCOMES[code] ?? 'failed', code);
  }

  #end(outcome: Outcome, reason: string): void {
    this.#change({
      outcome,
      reason,
      ...this.#waitedSoFar(),
      milliseconds: this.#now() - this.#begun,
    });
  }

  #waitedSoFar(): Pick<ActivityEntry, 'waitedMilliseconds'> {
    if (this.#waitingSince !== undefined) this.#waited += this.#now() - this.#waitingSince;
    this.#waitingSince = undefined;
    return { waitedMilliseconds: this.#waited };
  }

  #change(changes: Partial<ActivityEntry>): void {
    this.#options.change(() => changes);
  }

  #now(): number {
    return this.#options.now().getTime();
  }
}

const OUTCOMES: Readonly<Partial<Record<SummarizeError['code'], Outcome>>> = {
  cancelled: 'cancelled',
  samplingRefused: 'refused',
  outsideOfCall: 'refused',
  denied: 'refused',
  questionClosed: 'refused',
  neverAllowed: 'refused',
  limitReached: 'refused',
};
