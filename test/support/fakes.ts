import type { Logger } from '../../src/logger.js';
import type { Model, ModelAnswer, ModelEvents, ModelRequest } from '../../src/models/model.js';
import type { SamplingObserver } from '../../src/sampling/handler.js';
import type { SummarizeError } from '../../src/errors.js';

/** A log that remembers its lines. */
export class MemoryLog implements Logger {
  readonly lines: string[] = [];
  readonly debug = (line: string): void => void this.lines.push(line);
  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = this.debug;

  get text(): string {
    return this.lines.join('\n');
  }
}

/** An observer that remembers what it saw; `canTakeBack` is its answer to a stream that was cut off. */
export class MemoryObserver implements SamplingObserver {
  text = '';
  readonly retries: string[] = [];
  readonly answers: ModelAnswer[] = [];
  readonly errors: SummarizeError[] = [];
  readonly dropped: string[] = [];
  taken = 0;
  requests = 0;

  constructor(readonly canTakeBack = true) {}

  readonly onText = (delta: string): void => {
    this.text += delta;
  };

  onRetry(reason: string): void {
    this.retries.push(reason);
  }

  takeBack(): boolean {
    if (!this.canTakeBack) return false;
    this.taken++;
    this.text = '';
    return true;
  }

  onRequest({ dropped }: { readonly dropped: readonly string[] }): void {
    this.requests++;
    this.dropped.push(...dropped);
  }

  onAnswer(answer: ModelAnswer): void {
    this.answers.push(answer);
  }

  onError(error: SummarizeError): void {
    this.errors.push(error);
  }
}

/** A model that answers with what it is told; it keeps the requests it got. */
export class ScriptedModel implements Model {
  readonly provider = 'offline';
  readonly name = 'scripted';
  readonly requests: ModelRequest[] = [];

  constructor(readonly reply: Partial<ModelAnswer> = {}) {}

  answer(request: ModelRequest, events: ModelEvents): Promise<ModelAnswer> {
    this.requests.push(request);
    const text = this.reply.text ?? 'An answer.';
    events.onText(text);
    return Promise.resolve({
      model: 'scripted-1',
      stopReason: 'endTurn',
      usage: { inputTokens: 3, outputTokens: 2 },
      ...this.reply,
      text,
    });
  }
}
