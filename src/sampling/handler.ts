import { oneLine, SummarizeError, toSummarizeError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Model, ModelAnswer, ModelEvents } from '../models/model.js';
import { INTERNAL_ERROR, readSamplingRequest, SamplingRefusal, type SamplingRequest } from './request.js';

/** `CreateMessageResult` of the specification (client/sampling), always one text block here. */
export interface SamplingResult {
  readonly [key: string]: unknown;
  readonly role: 'assistant';
  readonly content: { readonly type: 'text'; readonly text: string };
  readonly model: string;
  readonly stopReason: string;
}

/** Follows the sampling requests of one tool call. */
export interface SamplingObserver extends ModelEvents {
  onRequest(sampling: SamplingRequest): void;
  onAnswer(answer: ModelAnswer): void;
  onError(error: SummarizeError): void;
}

export interface SamplingSetup {
  readonly model: Model;
  /** The person's own limit for one answer, in tokens. */
  readonly maxTokens: number;
  readonly log: Logger;
}

/**
 * Answers one `sampling/createMessage` request (MCP client/sampling) with the person's model.
 *
 * @param params the request's parameters, unread
 * @param signal aborted when the request or the tool call around it is cancelled
 * @throws {SamplingRefusal} the JSON-RPC error for the server; the observer gets the full error
 */
export async function answerSamplingRequest(
  params: unknown,
  { model, maxTokens, log }: SamplingSetup,
  observer: SamplingObserver,
  signal: AbortSignal,
): Promise<SamplingResult> {
  const started = performance.now();
  try {
    const sampling = readSamplingRequest(params, maxTokens);
    observer.onRequest(sampling);
    log.info(describeRequest(sampling, model));
    const answer = await model.answer(sampling.request, observer, signal);
    assertHasText(answer);
    observer.onAnswer(answer);
    log.info(
      `Sampling request answered by ${oneLine(answer.model, 60)} in ${String(Math.round(performance.now() - started))} ms: ` +
        `${String(answer.usage.inputTokens)} tokens in, ${String(answer.usage.outputTokens)} out, ${oneLine(answer.stopReason, 60)}.`,
    );
    return {
      role: 'assistant',
      content: { type: 'text', text: answer.text },
      model: answer.model,
      stopReason: answer.stopReason,
    };
  } catch (error) {
    const { forPerson, forServer } = explain(error);
    observer.onError(forPerson);
    log.warn(`Sampling request failed: ${forPerson.code}.`);
    throw forServer;
  }
}

function describeRequest({ request, requestedMaxTokens, dropped }: SamplingRequest, model: Model): string {
  const characters = request.messages
    .flatMap((message) => message.texts)
    .reduce((sum, text) => sum + text.length, 0);
  const limit =
    request.maxTokens === requestedMaxTokens
      ? ''
      : ` (the server asked for ${String(requestedMaxTokens)}; your limit is lower)`;
  const notes = dropped.length === 0 ? '' : `; not passed on: ${dropped.join(', ')}`;
  return (
    `Sampling request: ${String(request.messages.length)} message(s), ${String(characters)} characters, ` +
    `${model.provider} ${model.name}, at most ${String(request.maxTokens)} tokens${limit}${notes}.`
  );
}

function assertHasText({ text, stopReason, model }: ModelAnswer): void {
  if (text.trim() !== '') return;
  if (stopReason === 'refusal') {
    throw new SummarizeError(
      'modelRefused',
      `The model ${model} refused to answer; another model may accept this text.`,
      ['openSettings'],
    );
  }
  if (stopReason === 'maxTokens') {
    throw new SummarizeError(
      'emptyAnswer',
      'The token limit was reached before the model wrote any text; raise the token limit.',
      ['openSettings', 'retry'],
    );
  }
  throw new SummarizeError('emptyAnswer', `The model ${model} answered without any text; try again.`, [
    'retry',
  ]);
}

/** One failure, told twice: in full to the person, and without what is none of the server's business. */
function explain(error: unknown): { forPerson: SummarizeError; forServer: SamplingRefusal } {
  if (error instanceof SamplingRefusal) {
    const forPerson = new SummarizeError(
      'samplingRefused',
      `The server's sampling request was refused: ${error.message}`,
      ['showLog'],
      { cause: error },
    );
    return { forPerson, forServer: error };
  }
  const forPerson = toSummarizeError(error);
  const forServer = new SamplingRefusal(
    INTERNAL_ERROR,
    `The client's model did not answer: ${forPerson.code}.`,
  );
  return { forPerson, forServer };
}
