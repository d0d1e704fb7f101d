import { SharedQuestion } from '../common/sharedQuestion.js';
import type { ModelRequest } from '../models/model.js';
import { rejected } from '../policy/reasons.js';
import type { Admission, AskedRequest, SamplingGate } from '../sampling/gate.js';
import type { FoundSecret } from './findSecrets.js';
import { redact } from './redact.js';
import { isJson, redactJson } from './redactJson.js';
import { textsIn, withTexts } from './requestTexts.js';
import type { FindSecrets, SearchResult } from './secretSearch.js';

/** What is done about secrets: for the whole call, once it was said. */
export type SecretsDecision = 'redact' | 'send' | 'cancel';

export interface SearchedGateOptions {
  /** What a user calls the server. */
  readonly server: string;
  readonly find: FindSecrets;
  /** Whether the user has let it go to the server themselves, so that it is none to ask about. */
  readonly isKnown: (secret: string) => boolean;
  /**
   * Asks about what was found, or about a search that did not finish, where only `send` lets the request through.
   *
   * @param signal withdraws the question
   */
  readonly decide: (result: SearchResult, signal: AbortSignal) => Promise<SecretsDecision>;
}

/**
 * Searches what a server puts into its sampling requests for secrets, behind the gate that lets these through, and
 * before a model sees them. What the user has read in a review is not searched.
 */
export function secretsGate(gate: SamplingGate, options: SearchedGateOptions): SamplingGate {
  const search = new RequestSearch(options);
  return {
    get passesUnasked() {
      return gate.passesUnasked;
    },
    get maxRounds() {
      return gate.maxRounds;
    },
    check: (sampling) => {
      gate.check(sampling);
    },
    admit: async (
      asked: AskedRequest,
      onWaiting: (why: string) => void,
      signal: AbortSignal,
    ): Promise<Admission> => {
      const admission = await gate.admit(asked, onWaiting, signal);
      if (admission.by === 'review') return admission;
      try {
        const request = await search.pass(admission.request, onWaiting, signal);
        return request === admission.request ? admission : { ...admission, request, edited: true };
      } catch (error) {
        admission.settle(undefined);
        throw error;
      }
    },
  };
}

type Found = ReadonlyMap<string, readonly FoundSecret[]>;

/** The search of the requests of one call; what the user says of one of them holds for the others. */
class RequestSearch {
  readonly #options: SearchedGateOptions;
  readonly #aboutFound = new SharedQuestion<SecretsDecision>();
  readonly #aboutUnfinished = new SharedQuestion<SecretsDecision>();

  constructor(options: SearchedGateOptions) {
    this.#options = options;
  }

  /**
   * The request as it may go to the model.
   *
   * @throws {SamplingRefusal}
   */
  async pass(
    request: ModelRequest,
    onWaiting: (why: string) => void,
    signal: AbortSignal,
  ): Promise<ModelRequest> {
    const { server, decide } = this.#options;
    const { found, finished } = await this.#search(request, signal);
    const decideOn = async (
      question: SharedQuestion<SecretsDecision>,
      result: SearchResult,
    ): Promise<SecretsDecision> => {
      if (!question.isAnswered) {
        onWaiting(`Waiting for you to decide about possible secrets in a request from ${server}.`);
      }
      const decision = await question.answer(async (withdrawn) => await decide(result, withdrawn), signal);
      if (decision === 'cancel') throw rejected('denied', server);
      return decision;
    };
    const decided =
      found.size === 0
        ? undefined
        : await decideOn(this.#aboutFound, { finished: true, found: [...found.values()].flat() });
    // Who sends what was found sends what was not searched as well.
    if (decided === 'send') return request;
    if (!finished && (await decideOn(this.#aboutUnfinished, { finished })) !== 'send') {
      throw rejected('denied', server);
    }
    return decided === undefined ? request : redacted(request, found);
  }

  async #search(
    request: ModelRequest,
    signal: AbortSignal,
  ): Promise<{ readonly found: Found; readonly finished: boolean }> {
    const { find, isKnown } = this.#options;
    const found = new Map<string, readonly FoundSecret[]>();
    let finished = true;
    for (const text of textsIn(request)) {
      const result = await find(text, '', signal);
      if (!result.finished) {
        finished = false;
        continue;
      }
      const secrets = result.found.filter(({ from, to }) => !isKnown(text.slice(from, to)));
      if (secrets.length > 0) found.set(text, secrets);
    }
    return { found, finished };
  }
}

function redacted(request: ModelRequest, found: Found): ModelRequest {
  return withTexts(request, (text) => {
    const secrets = found.get(text);
    if (secrets === undefined) return text;
    return isJson(text) ? redactJson(text, secrets) : redact(text, secrets);
  });
}
