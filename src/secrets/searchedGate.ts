import { abortable } from '../common/abortable.js';
import type { ModelContent, ModelRequest } from '../models/model.js';
import { rejected } from '../policy/reasons.js';
import type { Admission, AskedRequest, SamplingGate } from '../sampling/gate.js';
import type { FoundSecret } from './findSecrets.js';

/** What is done about secrets: for the whole call, once it was said. */
export type SecretsDecision = 'redact' | 'send' | 'cancel';

export interface SecretSearch {
  /** What a person calls the server. */
  readonly server: string;
  /** Whether the person has let it go to the server themselves, so that it is none to ask about. */
  readonly isKnown: (secret: string) => boolean;
  readonly decide: (found: readonly FoundSecret[], signal: AbortSignal) => Promise<SecretsDecision>;
}

/**
 * Searches what a server puts into its sampling requests for secrets, behind the gate that lets these through, and
 * before a model sees them. What the person has read in a review is not searched.
 */
export function searchedGate(gate: SamplingGate, { server, isKnown, decide }: SecretSearch): SamplingGate {
  let decision: Promise<SecretsDecision> | undefined;

  const search = async (
    request: ModelRequest,
    onWaiting: (why: string) => void,
    signal: AbortSignal,
  ): Promise<ModelRequest> => {
    const [{ findSecrets }, { redact }] = await Promise.all([
      import('./findSecrets.js'),
      import('./redact.js'),
    ]);
    const texts = [...new Set(textsIn(request))];
    const found = new Map<string, readonly FoundSecret[]>();
    for (const text of texts) {
      const secrets = (await findSecrets(text, '')).filter(({ from, to }) => !isKnown(text.slice(from, to)));
      if (secrets.length > 0) found.set(text, secrets);
    }
    if (found.size === 0) return request;
    if (decision === undefined) {
      onWaiting(`Waiting for you to decide about secrets in what ${server} wants to ask your model.`);
    }
    decision ??= decide([...found.values()].flat(), signal);
    const asked = decision;
    // A question that ended with another request's cancel is none that was answered.
    asked.catch(() => {
      if (decision === asked) decision = undefined;
    });
    const decided = await abortable(asked, signal);
    if (decided === 'cancel') throw rejected('denied', server);
    return decided === 'send' ? request : withTexts(request, (text) => redact(text, found.get(text) ?? []));
  };

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
        const request = await search(admission.request, onWaiting, signal);
        return request === admission.request ? admission : { ...admission, request, edited: true };
      } catch (error) {
        admission.settle(undefined);
        throw error;
      }
    },
  };
}

function textsIn({ messages, systemPrompt = '' }: ModelRequest): string[] {
  const inContent = (content: readonly ModelContent[]): string[] =>
    content.flatMap((block) =>
      block.type === 'text' ? [block.text] : block.type === 'toolResult' ? inContent(block.content) : [],
    );
  return [systemPrompt, ...messages.flatMap(({ content }) => inContent(content))];
}

function withTexts(request: ModelRequest, change: (text: string) => string): ModelRequest {
  const inLeaf = <Block extends ModelContent>(block: Block): Block =>
    block.type === 'text' ? { ...block, text: change(block.text) } : block;
  return {
    ...request,
    ...(request.systemPrompt !== undefined && { systemPrompt: change(request.systemPrompt) }),
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((block) =>
        block.type === 'toolResult' ? { ...block, content: block.content.map(inLeaf) } : inLeaf(block),
      ),
    })),
  };
}
