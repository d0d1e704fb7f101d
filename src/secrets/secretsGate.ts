import { SharedQuestion } from '../common/sharedQuestion.js';
import type { ModelRequest } from '../models/model.js';
import { rejected } from '../policy/reasons.js';
import type { Admission, AskedRequest, SamplingGate } from '../sampling/gate.js';
import type { FoundSecret } from './findSecrets.js';
import { redact } from './redact.js';
import { isJson, redactJson } from './redactJson.js';
import { textsIn, withTexts } from './requestTexts.js';
import type { FindSecrets, SearchResult } from './secretSearch.js';

/** What to do about secrets, decided once for the whole call. */
export type SecretsDecision = 'redact' | 'send' | 'cancel';

export interface SearchedGateOptions {
  /** The server's name as shown to the user. */
  readonly server: string;
  readonly find: FindSecrets;
  /** Whether the user sent the secret to the server themselves, so that there is no need to ask. */
  readonly isKnown: (secret: string) => boolean;
  /**
   * Asks about the secrets found, or about an unfinished search, where only `send` lets the request through.
   *
   * @param signal closes the prompt
   */
  readonly decide: (result: SearchResult, signal: AbortSignal) => Promise<SecretsDecision>;
}

/**
 * Searches a server's sampling requests for secrets after the gate approves them, before a model gets them. A request
 * that the user reviewed is not searched.
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

/** Searches the requests of one call; the user's decision on one applies to the others. */
class RequestSearch {
  readonly #options: SearchedGateOptions;
  readonly #aboutFound = new SharedQuestion<SecretsDecision>();
  readonly #aboutUnfinished = new SharedQuestion<SecretsDecision>();

  constructor(options: SearchedGateOptions) {
    this.#options = options;
  }

  /**
   * The request as it may be sent to the model.
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
    // A user who sends the secrets found also sends what was not searched.
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
