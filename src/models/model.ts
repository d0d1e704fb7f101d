/** One message of a sampling request, reduced to what the models here can take: text. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  /** The text blocks of the message, in order. */
  readonly texts: readonly string[];
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly systemPrompt?: string;
  /** The upper limit for the answer, in tokens; a model never produces more. */
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  /** Names the server would like, best first; substrings of model names, advice only. */
  readonly modelHints: readonly string[];
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelAnswer {
  /** The model that answered, as its provider names it. */
  readonly model: string;
  readonly text: string;
  /** `endTurn`, `maxTokens`, `stopSequence`, or the provider's own reason in camel case. */
  readonly stopReason: string;
  readonly usage: TokenUsage;
}

/** What happens while a model answers. */
export interface ModelEvents {
  onText(delta: string): void;
  /** A request is tried again; `reason` is a sentence for the person who waits. */
  onRetry(reason: string): void;
  /**
   * Asks whether text that was already handed to `onText` can be taken back, so that a stream that
   * was cut off may start again. If it answers true, that text is void.
   */
  takeBack(): boolean;
}

/** A language model, wherever it runs. One file for each provider implements it. */
export interface Model {
  readonly provider: ProviderName;
  /** The model's name as far as it is known before it answers. */
  readonly name: string;
  /**
   * Answers one sampling request, streaming.
   *
   * @param signal ends the request, and with it the provider's cost, at once
   * @throws {SummarizeError}
   */
  answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer>;
}

export const PROVIDERS = ['anthropic', 'offline'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
