import { abortable } from '../common/abortable.js';
import { oneLine, SummarizeError, toSummarizeError } from '../common/errors.js';
import type { Logger } from '../common/logger.js';
import {
  textsOf,
  type Model,
  type ModelAnswer,
  type ModelChoice,
  type ModelContent,
  type ModelEvents,
  type ModelRequest,
  type ModelSource,
  type TokenUsage,
} from '../models/model.js';
import { seemsCut } from '../models/cutPrompt.js';
import { estimateInputTokens } from '../models/inputTokens.js';
import { estimateTokens } from '../text/tokens.js';
import { CHOSEN_BY } from './chosenBy.js';
import type { Admission, SamplingGate } from './gate.js';
import { INTERNAL_ERROR, refused, SamplingRefusal } from './refusal.js';
import { readSamplingRequest, type SamplingRequest } from './request.js';

type ResultContent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    };

/** `CreateMessageResult` of the specification (client/sampling). */
export interface SamplingResult {
  readonly [key: string]: unknown;
  readonly role: 'assistant';
  /** An array only if the request has tools: older servers do not support arrays. */
  readonly content: ResultContent | readonly ResultContent[];
  readonly model: string;
  readonly stopReason: string;
}

/** Follows one sampling request. */
export interface SamplingObserver extends ModelEvents {
  onRequest(sampling: SamplingRequest, choice: ModelChoice): void;
  /** The request, or its answer, waits for the user or for a limit; `why` is a sentence. */
  onWaiting(why: string): void;
  /** The request goes to the model now, perhaps with an edited model or text. */
  onPassed(passed: PassedRequest): void;
  /** The model has answered; `place` is where it runs, see `Model`. */
  onAnswer(answer: ModelAnswer, place: string): void;
  /** The model seems to have read only a part of its prompt. */
  onCutPrompt(): void;
  /** The answer goes back to the server, perhaps edited. */
  onDelivered(answer: ModelAnswer, edited: boolean): void;
  onError(error: SummarizeError): void;
}

export interface PassedRequest extends Pick<Admission, 'request' | 'by' | 'edited'> {
  readonly choice: ModelChoice;
}

export interface SamplingSetup {
  /** The model, or a function that chooses it when it is first needed. */
  readonly model: Model | ModelSource;
  /** The user's own limit for one answer, in tokens. */
  readonly maxTokens: number;
  /** The gate that the request passes before the model gets it, and its answer before the server does. */
  readonly gate: SamplingGate;
  /** Whether tools in sampling were declared to the server; by default they were. */
  readonly toolsDeclared?: boolean;
  readonly log: Logger;
}

/**
 * Answers one `sampling/createMessage` request (MCP client/sampling) with the user's model.
 *
 * @param params the request's parameters, unread
 * @param signal aborted when the request or the tool call around it is cancelled
 * @throws {SamplingRefusal} the JSON-RPC error for the server; the observer gets the full error
 */
export async function answerSamplingRequest(
  params: unknown,
  { model: source, maxTokens, gate, toolsDeclared = true, log }: SamplingSetup,
  observer: SamplingObserver,
  signal: AbortSignal,
): Promise<SamplingResult> {
  try {
    const sampling = readSamplingRequest(params, maxTokens, toolsDeclared);
    gate.check(sampling);
    const model = typeof source === 'function' ? await abortable(source(), signal) : source;
    assertTakes(model, sampling);
    const choice = model.choose(sampling.request);
    observer.onRequest(sampling, choice);
    log.info(describeRequest(sampling, model, choice));
    const onWaiting = (why: string): void => {
      observer.onWaiting(why);
    };
    const admission = await gate.admit({ sampling, model, choice }, onWaiting, signal);
    const answered = await answerAdmitted(admission, model, { observer, log }, signal);
    const { answer, edited } = await admission.deliver(answered, onWaiting, signal);
    observer.onDelivered(answer, edited);
    return {
      role: 'assistant',
      content: toResultContent(answer, sampling.withTools),
      model: answer.model,
      stopReason: answer.stopReason,
    };
  } catch (error) {
    const { forUser, forServer } = explain(error);
    observer.onError(forUser);
    log.warn(
      error instanceof SamplingRefusal
        ? `Sampling request answered with error ${String(error.code)}: ${oneLine(error.message)}.`
        : `Sampling request failed: ${forUser.code}.`,
    );
    throw forServer;
  }
}

/** Requests the answer, and always settles the gate's claim. */
async function answerAdmitted(
  admission: Admission,
  model: Model,
  { observer, log }: { readonly observer: SamplingObserver; readonly log: Logger },
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const { request, by, edited } = admission;
  let answer: ModelAnswer | undefined;
  let written = '';
  const events: ModelEvents = {
    onText: (delta) => {
      written += delta;
      observer.onText(delta);
    },
    onRetry: (reason, milliseconds) => {
      observer.onRetry(reason, milliseconds);
    },
    takeBack: () => observer.takeBack(),
  };
  try {
    const started = performance.now();
    observer.onPassed({ request, by, edited, choice: model.choose(request) });
    answer = await model.answer(request, events, signal);
    assertHasContent(answer);
    observer.onAnswer(answer, model.place);
    if (seemsCut(request, answer.usage)) {
      observer.onCutPrompt();
      log.warn('The model reported far fewer tokens than the prompt has: it may have read only part of it.');
    }
    log.info(
      `Sampling request answered by ${oneLine(answer.model, 60)} in ${String(Math.round(performance.now() - started))} ms: ` +
        `${String(answer.usage.inputTokens)} tokens in, ${String(answer.usage.outputTokens)} out, ${oneLine(answer.stopReason, 60)}.`,
    );
    return answer;
  } finally {
    // An interrupted answer is not reported, but its tokens were used.
    admission.settle(answer?.usage ?? (written === '' ? undefined : estimateUsage(request, written)));
  }
}

function estimateUsage(request: ModelRequest, written: string): TokenUsage {
  return { inputTokens: estimateInputTokens(request), outputTokens: estimateTokens(written) };
}

function toResultContent({ content }: ModelAnswer, withTools: boolean): SamplingResult['content'] {
  if (!withTools) return { type: 'text', text: textsOf(content).join('') };
  return content.map((block) =>
    block.type === 'text' ? block : { type: 'tool_use', id: block.id, name: block.name, input: block.input },
  );
}

/** Unsupported content is refused, never silently dropped. */
function assertTakes({ name, takes }: Model, { request }: SamplingRequest): void {
  const holdsImage = (content: readonly ModelContent[]): boolean =>
    content.some(
      (block) => block.type === 'image' || (block.type === 'toolResult' && holdsImage(block.content)),
    );
  if (!takes.images && request.messages.some(({ content }) => holdsImage(content))) {
    throw refused(`the model ${name} does not accept images`);
  }
  const usesTools =
    request.tools.length > 0 ||
    request.messages.some(({ content }) => content.some(({ type }) => type === 'toolUse'));
  if (!takes.tools && usesTools) throw refused(`the model ${name} does not support tools`);
}

function describeRequest(
  { request, requestedMaxTokens, dropped }: SamplingRequest,
  { provider }: Model,
  { name, by }: ModelChoice,
): string {
  const characters = request.messages
    .flatMap(({ content }) => textsOf(content))
    .reduce((sum, text) => sum + text.length, 0);
  const limit =
    request.maxTokens === requestedMaxTokens
      ? ''
      : ` (the server asked for ${String(requestedMaxTokens)}; your limit is lower)`;
  const tools = request.tools.length === 0 ? '' : `, ${String(request.tools.length)} tool(s)`;
  const notes =
    dropped.length === 0 ? '' : `; not passed on: ${dropped.map((name) => oneLine(name)).join(', ')}`;
  return (
    `Sampling request: ${String(request.messages.length)} message(s), ${String(characters)} characters${tools}, ` +
    `${provider} ${name} (${CHOSEN_BY[by]}), at most ${String(request.maxTokens)} tokens${limit}${notes}.`
  );
}

function assertHasContent({ content, stopReason, model }: ModelAnswer): void {
  const isEmpty = content.every((block) => block.type === 'text' && block.text.trim() === '');
  if (!isEmpty) return;
  if (stopReason === 'refusal') {
    throw new SummarizeError(
      'modelRefused',
      `The model ${model} refused to answer; another model may accept this text.`,
    );
  }
  if (stopReason === 'maxTokens') {
    throw new SummarizeError(
      'tokenLimitReached',
      'The token limit was reached before the model wrote any text; raise the token limit.',
    );
  }
  throw new SummarizeError('emptyAnswer', `The model ${model} returned no text; try again.`);
}

/** Explains a failure twice: in full to the user, and without private details to the server. */
function explain(error: unknown): { forUser: SummarizeError; forServer: SamplingRefusal } {
  if (error instanceof SamplingRefusal) return { forUser: error.forUser, forServer: error };
  const forUser = toSummarizeError(error);
  const forServer = new SamplingRefusal(
    INTERNAL_ERROR,
    `The client's model did not answer: ${forUser.code}.`,
    forUser,
    { cause: error },
  );
  return { forUser, forServer };
}
