import type { ModelRequest } from '../models/model.js';
import { estimateInputTokens } from '../models/inputTokens.js';
import type { Admission, AskedRequest, PassedBy, SamplingGate } from '../sampling/gate.js';
import { SamplingRefusal } from '../sampling/refusal.js';
import type { SamplingRequest } from '../sampling/request.js';
import { judge, type RequestFacts, type Verdict } from './judge.js';
import type { User, PolicedServer, Question } from './user.js';
import type { SamplingPolicy } from './policy.js';
import { overLimit, rejected, waitingFor } from './reasons.js';
import type { UsageMeter } from './usage.js';

export interface GateOptions {
  readonly server: PolicedServer;
  readonly tool: string;
  /** The current policy. */
  readonly policy: () => SamplingPolicy;
  readonly user: User;
  readonly meter: UsageMeter;
}

/** The state of one request so far. */
interface Passage {
  readonly request: ModelRequest;
  readonly consent: RequestFacts['consent'];
  readonly reviewed: boolean;
  readonly by: PassedBy;
}

/** The gate for the sampling requests of one tool call: it applies `judge` until a request passes or is refused. */
export class PolicyGate implements SamplingGate {
  readonly #options: GateOptions;
  /** The user's decision on the call covers its later requests; a denial also ends the waiting ones. */
  readonly #no = new AbortController();
  #isAllowed = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get passesUnasked(): boolean {
    const { permission, reviewPrompts } = this.#options.policy();
    return permission === 'always' && !reviewPrompts;
  }

  get maxRounds(): number {
    return this.#options.policy().limits.roundsPerCall;
  }

  check(sampling: SamplingRequest): void {
    const verdict = this.#judge(sampling, this.#begin(sampling.request));
    if (verdict.kind === 'refuse') throw this.#refuse(verdict.because, sampling.request);
  }

  async admit(
    asked: AskedRequest,
    onWaiting: (why: string) => void,
    signal: AbortSignal,
  ): Promise<Admission> {
    const { server, tool } = this.#options;
    const question: Question = { ...asked, server, tool };
    const either = AbortSignal.any([signal, this.#no.signal]);
    try {
      return await this.#pass(question, onWaiting, either);
    } catch (error) {
      if (this.#no.signal.aborted && !signal.aborted && !(error instanceof SamplingRefusal)) {
        throw rejected('denied', server.name);
      }
      throw error;
    }
  }

  async #pass(question: Question, onWaiting: (why: string) => void, signal: AbortSignal): Promise<Admission> {
    const { meter, server } = this.#options;
    const { sampling } = question;
    let passage = this.#begin(sampling.request);
    for (;;) {
      const verdict = this.#judge(sampling, passage);
      switch (verdict.kind) {
        case 'pass':
          return this.#admission(question, passage);
        case 'refuse':
          throw this.#refuse(verdict.because, passage.request);
        case 'wait':
          onWaiting(waitingFor(verdict, this.#options.policy().limits, server.name, meter.moment.now));
          await meter.change(verdict.until, signal);
          break;
        case 'ask':
          onWaiting(`Waiting for you to decide whether ${server.name} may use your model.`);
          passage = await this.#ask(question, passage, onWaiting, signal);
          break;
        case 'review':
          passage = await this.#review(question, onWaiting, signal);
          break;
      }
    }
  }

  async #ask(
    question: Question,
    passage: Passage,
    onWaiting: (why: string) => void,
    signal: AbortSignal,
  ): Promise<Passage> {
    const decision = await this.#options.user.decide(question, signal);
    switch (decision) {
      case 'review':
        return await this.#review(question, onWaiting, signal);
      case 'allow':
        this.#isAllowed = true;
        break;
      case 'session':
      case 'always':
        break;
      case 'deny':
      case 'never':
      case 'closed':
        throw this.#sayNo(decision === 'closed' ? 'closed' : 'denied');
    }
    return { ...passage, consent: 'given', by: 'you' };
  }

  async #review(question: Question, onWaiting: (why: string) => void, signal: AbortSignal): Promise<Passage> {
    onWaiting(`Waiting for you to review a request from ${question.server.name}.`);
    const review = await this.#options.user.reviewPrompt(question, signal);
    if (review === undefined) throw this.#sayNo('denied');
    return { request: review.value, consent: 'given', reviewed: true, by: review.isRead ? 'review' : 'you' };
  }

  #admission(question: Question, { request, by }: Passage): Admission {
    const { meter, user, policy, server } = this.#options;
    const claim = meter.claim(mostTokens(request));
    return {
      request,
      by,
      edited: request !== question.sampling.request,
      settle: (used) => {
        claim.settle(used);
      },
      deliver: async (answer, onWaiting, signal) => {
        this.#assertStillAllowed();
        if (!policy().reviewAnswers) return { answer, edited: false };
        onWaiting(`Waiting for you to review an answer to ${server.name}.`);
        const review = await user.reviewAnswer(question, answer, signal);
        if (review === undefined) throw this.#sayNo('answerDenied');
        this.#assertStillAllowed();
        return { answer: review.value, edited: review.value !== answer };
      },
    };
  }

  #begin(request: ModelRequest): Passage {
    return this.#isAllowed
      ? { request, consent: 'given', reviewed: false, by: 'you' }
      : { request, consent: 'none', reviewed: false, by: 'policy' };
  }

  #judge({ toolRounds }: SamplingRequest, { request, consent, reviewed }: Passage): Verdict {
    const { meter, policy } = this.#options;
    const facts: RequestFacts = {
      consent: this.#no.signal.aborted ? 'denied' : consent,
      reviewed,
      toolRounds,
      tokens: mostTokens(request),
    };
    return judge(policy(), facts, meter.usage, meter.moment);
  }

  /** A denial ends the sampling of the call, including requests that wait for the user or a limit. */
  #sayNo(how: 'denied' | 'closed' | 'answerDenied'): SamplingRefusal {
    this.#no.abort();
    return rejected(how, this.#options.server.name);
  }

  /** The user may have changed their mind while the model was writing. */
  #assertStillAllowed(): void {
    const { policy, server } = this.#options;
    if (policy().permission === 'never') throw rejected('never', server.name);
    if (this.#no.signal.aborted) throw rejected('denied', server.name);
  }

  #refuse(because: Extract<Verdict, { kind: 'refuse' }>['because'], request: ModelRequest): SamplingRefusal {
    const { meter, policy, server } = this.#options;
    if (because === 'never' || because === 'denied') return rejected(because, server.name);
    const { limits } = policy();
    return overLimit(because, server.name, { limits, usage: meter.usage, tokens: mostTokens(request) });
  }
}

/** The maximum that a request could use, in tokens. */
function mostTokens(request: ModelRequest): number {
  return estimateInputTokens(request) + request.maxTokens;
}
