import type { Logger } from '../../src/common/logger.js';
import type { CallEvents } from '../../src/call/callRecord.js';
import {
  textsOf,
  type Model,
  type ModelAnswer,
  type ModelChoice,
  type ModelEvents,
  type ModelRequest,
} from '../../src/models/model.js';
import { consentedGate } from '../../src/cli/consentedGate.js';
import { PolicyGate } from '../../src/policy/policyGate.js';
import { NOBODY, type Decision, type User, type Question, type Reviewed } from '../../src/policy/user.js';
import { DEFAULT_POLICY } from '../../src/policy/policy.js';
import { UsageMeter } from '../../src/policy/usage.js';
import type { SamplingGate } from '../../src/sampling/gate.js';
import type { PassedRequest, SamplingObserver } from '../../src/sampling/handler.js';
import type { SummarizeError } from '../../src/common/errors.js';

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

/** A request of one user message, with a text block for each of `texts`. */
export function requestOf(texts: readonly string[], more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [{ role: 'user', content: texts.map((text) => ({ type: 'text', text })) }],
    maxTokens: 4000,
    stopSequences: [],
    modelHints: [],
    tools: [],
    toolChoice: 'auto',
    ...more,
  };
}

/** The text of an answer, or of a request's first message. */
export function textOf(holder: ModelAnswer | ModelRequest | undefined): string {
  const content =
    holder === undefined ? [] : 'content' in holder ? holder.content : holder.messages[0]?.content;
  return textsOf(content ?? []).join('');
}

/** An observer of a call or of a request that remembers what it saw; `canTakeBack` is its answer to a stream that was cut off. */
export class MemoryObserver implements SamplingObserver, CallEvents {
  text = '';
  readonly retries: string[] = [];
  readonly notices: string[] = [];
  readonly answers: ModelAnswer[] = [];
  readonly errors: SummarizeError[] = [];
  readonly dropped: string[] = [];
  readonly passed: PassedRequest[] = [];
  readonly delivered: { readonly answer: ModelAnswer; readonly edited: boolean }[] = [];
  taken = 0;
  requests = 0;
  cutPrompts = 0;

  constructor(readonly canTakeBack = true) {}

  readonly onText = (delta: string): void => {
    this.text += delta;
  };

  onRetry(reason: string): void {
    this.retries.push(reason);
  }

  readonly onNotice = (notice: string): void => {
    this.notices.push(notice);
  };

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

  onWaiting(why: string): void {
    this.notices.push(why);
  }

  onPassed(passed: PassedRequest): void {
    this.passed.push(passed);
  }

  onAnswer(answer: ModelAnswer): void {
    this.answers.push(answer);
  }

  onCutPrompt(): void {
    this.cutPrompts++;
  }

  onDelivered(answer: ModelAnswer, edited: boolean): void {
    this.delivered.push({ answer, edited });
  }

  onError(error: SummarizeError): void {
    this.errors.push(error);
  }
}

/** A model that answers with what it is told; it keeps the requests it got. */
export class ScriptedModel implements Model {
  readonly provider = 'offline';
  readonly place = 'here';
  readonly name = 'scripted';
  readonly takes = { images: true, tools: true };
  readonly isNameable = true;
  readonly requests: ModelRequest[] = [];

  constructor(readonly reply: Partial<ModelAnswer> & { readonly text?: string } = {}) {}

  choose({ model = this.name }: ModelRequest): ModelChoice {
    return { name: model, by: 'you' };
  }

  answer(request: ModelRequest, events: ModelEvents): Promise<ModelAnswer> {
    this.requests.push(request);
    const { text = 'An answer.', ...reply } = this.reply;
    events.onText(text);
    return Promise.resolve({
      model: 'scripted-1',
      stopReason: 'endTurn',
      usage: { inputTokens: 3, outputTokens: 2 },
      content: [{ type: 'text', text }],
      ...reply,
    });
  }
}

/** A user who says what is written down for them, and what they were asked. */
export class ScriptedUser implements User {
  readonly asked: string[] = [];
  decision: Decision = 'allow';
  prompt: (request: ModelRequest) => ModelRequest | undefined = (request) => request;
  answer: (answer: ModelAnswer) => ModelAnswer | undefined = (answer) => answer;

  decide(): Promise<Decision> {
    this.asked.push('decide');
    return Promise.resolve(this.decision);
  }

  reviewPrompt({ sampling }: Question): Promise<Reviewed<ModelRequest> | undefined> {
    this.asked.push('prompt');
    const value = this.prompt(sampling.request);
    return Promise.resolve(value && { value, isRead: true });
  }

  reviewAnswer(_: Question, answer: ModelAnswer): Promise<Reviewed<ModelAnswer> | undefined> {
    this.asked.push('answer');
    const value = this.answer(answer);
    return Promise.resolve(value && { value, isRead: true });
  }
}

/** A gate that lets everything through, as on the command line. */
export function openGate(): SamplingGate {
  return consentedGate({ kind: 'stdio', name: 'a server', command: 'none', args: [] }, 'a tool');
}

/** A gate where the user is asked, and says no. */
export function closedGate(tool: string): SamplingGate {
  return new PolicyGate({
    server: { name: 'a server', setting: 'a server', identity: 'x' },
    tool,
    policy: () => DEFAULT_POLICY,
    user: NOBODY,
    meter: new UsageMeter({ key: 'x' }),
  });
}

/** A question about a request with a text block for each of `texts`, of any server. */
export function question(
  more: Partial<Question>,
  texts: readonly string[],
  request: Partial<ModelRequest> = {},
): Question {
  const model = new ScriptedModel();
  const asked = requestOf(texts, request);
  return {
    server: { name: 'a server', setting: 'a server', identity: 'x' },
    tool: 'a tool',
    model,
    choice: model.choose(asked),
    sampling: {
      request: asked,
      requestedMaxTokens: asked.maxTokens,
      dropped: [],
      withTools: asked.tools.length > 0,
      toolRounds: 0,
    },
    ...more,
  };
}
