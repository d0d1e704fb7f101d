import { SummarizeError, toSummarizeError } from './errors.js';
import { assertFitsOneMessage } from './limits.js';
import type { Logger } from './logger.js';
import type { ServerConnection } from './mcp/connection.js';
import { textOfToolResult } from './mcp/toolResult.js';
import type { Model, ModelAnswer, TokenUsage } from './models/model.js';
import { answerSamplingRequest, type SamplingObserver } from './sampling/handler.js';
import { SUMMARIZE_TOOL, TEXT_ARGUMENT } from './server/contract.js';

export interface Summary {
  /** The tool's result. */
  readonly text: string;
  /** The model that answered last; undefined when the server never sampled. */
  readonly model: string | undefined;
  /** `maxTokens` if any answer was cut off by the token limit, otherwise that of the last answer. */
  readonly stopReason: string | undefined;
  /** Summed over all sampling requests. */
  readonly usage: TokenUsage;
  readonly samplingRequests: number;
  /** Advice of the server that was not passed on to the model. */
  readonly dropped: readonly string[];
}

export interface SummarizeOptions {
  readonly connection: ServerConnection;
  readonly model: Model;
  /** The person's own limit for one answer, in tokens. */
  readonly maxTokens: number;
  readonly log: Logger;
  readonly events: Pick<SamplingObserver, 'onText' | 'onRetry' | 'takeBack'>;
  readonly signal: AbortSignal;
}

/**
 * The whole path for one text: tool call, sampling, model, tool result.
 *
 * @throws {SummarizeError}
 */
export async function summarize(text: string, options: SummarizeOptions): Promise<Summary> {
  const { connection, model, maxTokens, log, events, signal } = options;
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'There is nothing to summarize: the text is empty.');
  }
  assertFitsOneMessage(text);
  const record = new CallRecord(events);
  try {
    const result = await connection.callTool({
      tool: SUMMARIZE_TOOL,
      arguments: { [TEXT_ARGUMENT]: text },
      answerSampling: (params, samplingSignal) =>
        answerSamplingRequest(params, { model, maxTokens, log }, record, samplingSignal),
      signal,
    });
    return record.summary(textOfToolResult(result, connection.serverName));
  } catch (error) {
    const failure = toSummarizeError(error);
    // What the server could say about a failed sampling request, the model has said better; unless the
    // server itself had given up waiting for it.
    const better = record.error?.code === 'cancelled' ? undefined : record.error;
    throw failure.code === 'toolFailed' ? (better ?? failure) : failure;
  }
}

/** Collects what the sampling requests of one tool call did. */
class CallRecord implements SamplingObserver {
  readonly #events: SummarizeOptions['events'];
  readonly #answers: ModelAnswer[] = [];
  readonly #dropped = new Set<string>();
  #requests = 0;
  error: SummarizeError | undefined;

  constructor(events: SummarizeOptions['events']) {
    this.#events = events;
  }

  onRequest({ dropped }: { readonly dropped: readonly string[] }): void {
    this.#requests++;
    for (const name of dropped) this.#dropped.add(name);
  }

  onText(delta: string): void {
    this.#events.onText(delta);
  }

  onRetry(reason: string): void {
    this.#events.onRetry(reason);
  }

  takeBack(): boolean {
    return this.#events.takeBack();
  }

  onAnswer(answer: ModelAnswer): void {
    this.#answers.push(answer);
  }

  onError(error: SummarizeError): void {
    this.error ??= error;
  }

  summary(text: string): Summary {
    const last = this.#answers.at(-1);
    const cutOff = this.#answers.some((answer) => answer.stopReason === 'maxTokens');
    const sum = (figure: keyof TokenUsage): number =>
      this.#answers.reduce((total, answer) => total + answer.usage[figure], 0);
    return {
      text,
      model: last?.model,
      stopReason: cutOff ? 'maxTokens' : last?.stopReason,
      usage: { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') },
      samplingRequests: this.#requests,
      dropped: [...this.#dropped],
    };
  }
}
