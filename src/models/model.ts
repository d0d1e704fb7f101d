export interface TextContent {
  readonly type: 'text';
  readonly text: string;
}

export interface ImageContent {
  readonly type: 'image';
  readonly mimeType: ImageType;
  /** The image itself, in Base64. */
  readonly data: string;
}

export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** A model's request that the server run one of its tools. */
export interface ToolUseContent {
  readonly type: 'toolUse';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a tool answered. */
export interface ToolResultContent {
  readonly type: 'toolResult';
  /** The id of the tool use that it answers. */
  readonly toolUseId: string;
  readonly content: readonly (TextContent | ImageContent)[];
  readonly isError: boolean;
}

export type ModelContent = TextContent | ImageContent | ToolUseContent | ToolResultContent;

export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ModelContent[];
}

/** A tool that the server offers to the model, and runs itself. */
export interface ModelTool {
  readonly name: string;
  readonly description?: string;
  /** JSON schema of the tool's input, an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** `auto`: the model decides; `required`: it must use a tool; `none`: it must not. */
export const TOOL_CHOICES = ['auto', 'required', 'none'] as const;
export type ToolChoice = (typeof TOOL_CHOICES)[number];

/** A server's model preferences; each from 0 (does not matter) to 1 (matters most). */
export interface ModelPriorities {
  readonly cost: number;
  readonly speed: number;
  readonly intelligence: number;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** The model that the user chose for this request; it overrides everything else. */
  readonly model?: string;
  readonly systemPrompt?: string;
  /** The upper limit for the answer, in tokens; a model never produces more. */
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  /** The server's preferred names, best first; substrings of model names, advisory only. */
  readonly modelHints: readonly string[];
  /** Advisory; used if no hint matches. */
  readonly priorities?: ModelPriorities;
  readonly tools: readonly ModelTool[];
  readonly toolChoice: ToolChoice;
  /** The server's opaque name for its user, if it gave one (`metadata.user_id`). */
  readonly userId?: string;
}

export interface TokenUsage {
  /** All input, including tokens read from and written to a prompt cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of the input read from a prompt cache, and the part written to it. */
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

export interface ModelAnswer {
  /** The model that answered, as its provider names it. */
  readonly model: string;
  /** What it wrote and which tools it calls, in order. */
  readonly content: readonly (TextContent | ToolUseContent)[];
  /** `endTurn`, `maxTokens`, `stopSequence`, `toolUse`, or the provider's own reason in camel case. */
  readonly stopReason: string;
  readonly usage: TokenUsage;
}

/** Which model is used, and what decided it. */
export interface ModelChoice {
  readonly name: string;
  readonly by: 'you' | 'hint' | 'priorities' | 'default';
}

/** What happens while a model answers. */
export interface ModelEvents {
  onText(delta: string): void;
  /**
   * A request waits before a retry, or before its first try; `reason` is a sentence for the waiting user.
   */
  onRetry(reason: string, milliseconds: number): void;
  /**
   * Asks whether text already passed to `onText` can be taken back, so that a stream that was cut off can start again.
   * If the answer is true, that text is void.
   */
  takeBack(): boolean;
}

/** What a provider says about one of its models. */
export interface ModelInfo {
  /** The name used in requests. */
  readonly id: string;
  /** The display name. */
  readonly label: string;
  /** The most input and output tokens. */
  readonly maxInputTokens: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly lifecycle: 'active' | 'deprecated' | 'retired';
  /** When it retires, in ISO 8601. */
  readonly retiresAt: string | undefined;
}

/** A language model, wherever it runs. Each provider implements it in a file of its own. */
export interface Model {
  readonly provider: ProviderName;
  /** Where it runs: the same name elsewhere may be a different model. */
  readonly place: string;
  /** The model's name as known before it answers. */
  readonly name: string;
  /** What it accepts in addition to text. */
  readonly takes: { readonly images: boolean; readonly tools: boolean };
  /** Whether a request can name another model of the same provider. */
  readonly isNameable: boolean;
  /** At least this many input tokens are accepted, as far as is known without asking. */
  readonly leastInputLimit?: number | undefined;
  /** The most input tokens, if the provider reports them. */
  inputLimit?(signal: AbortSignal): Promise<number | undefined>;
  /** Counts a request's input tokens, if the provider can; never fails except when aborted. */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<number | undefined>;
  /** Which model will answer a request, and why. */
  choose(request: ModelRequest): ModelChoice;
  /**
   * Answers one sampling request, streaming.
   *
   * @param signal ends the request, and with it the provider's cost, immediately
   * @throws {SummarizeError}
   */
  answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer>;
}

/**
 * Chooses a model when first needed, asking the user if necessary; returns the same model each time.
 *
 * @throws {SummarizeError | SamplingRefusal} if no model is to be used
 */
export type ModelSource = () => Promise<Model>;

/** The text blocks of a message or an answer. */
export function textsOf(content: readonly ModelContent[]): string[] {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
}

/** The place of the offline summarizer, which costs nothing. */
export const OFFLINE_PLACE = 'here';

export const PROVIDERS = ['anthropic', 'vscode', 'offline'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
