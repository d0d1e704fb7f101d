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

/** A model's wish that the server run one of its tools. */
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

/** What a server would like the model to be like; each from 0 (does not matter) to 1 (matters most). */
export interface ModelPriorities {
  readonly cost: number;
  readonly speed: number;
  readonly intelligence: number;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** The model that the user named for this request; it wins over everything else. */
  readonly model?: string;
  readonly systemPrompt?: string;
  /** The upper limit for the answer, in tokens; a model never produces more. */
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  /** Names the server would like, best first; substrings of model names, advice only. */
  readonly modelHints: readonly string[];
  /** Advice that counts where no hint matches. */
  readonly priorities?: ModelPriorities;
  readonly tools: readonly ModelTool[];
  readonly toolChoice: ToolChoice;
  /** The server's opaque name for its user, if it gave one (`metadata.user_id`). */
  readonly userId?: string;
}

export interface TokenUsage {
  /** All that was read, those from and into a prompt cache among them. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what was read from a prompt cache, and what was written into it. */
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

export interface ModelAnswer {
  /** The model that answered, as its provider names it. */
  readonly model: string;
  /** What it wrote and which tools it wants to be used, in order. */
  readonly content: readonly (TextContent | ToolUseContent)[];
  /** `endTurn`, `maxTokens`, `stopSequence`, `toolUse`, or the provider's own reason in camel case. */
  readonly stopReason: string;
  readonly usage: TokenUsage;
}

/** Which model is asked, and what decided it. */
export interface ModelChoice {
  readonly name: string;
  readonly by: 'you' | 'hint' | 'priorities' | 'default';
}

/** What happens while a model answers. */
export interface ModelEvents {
  onText(delta: string): void;
  /**
   * A request waits until it is tried again, or may be tried at all; `reason` is a sentence for the user
   * who waits, too.
   */
  onRetry(reason: string, milliseconds: number): void;
  /**
   * Asks whether text that was already handed to `onText` can be taken back, so that a stream that
   * was cut off may start again. If it answers true, that text is void.
   */
  takeBack(): boolean;
}

/** What a provider says of one of its models. */
export interface ModelInfo {
  /** The name that requests call it by. */
  readonly id: string;
  /** The name for people. */
  readonly label: string;
  /** The most tokens that it takes in, and writes. */
  readonly maxInputTokens: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly lifecycle: 'active' | 'deprecated' | 'retired';
  /** From when on it answers no more, in ISO 8601. */
  readonly retiresAt: string | undefined;
}

/** A language model, wherever it runs. One file for each provider implements it. */
export interface Model {
  readonly provider: ProviderName;
  /** Where it runs: the same name elsewhere may be another model. */
  readonly place: string;
  /** The model's name as far as it is known before it answers. */
  readonly name: string;
  /** What beside text it takes. */
  readonly takes: { readonly images: boolean; readonly tools: boolean };
  /** Whether a request can name another model of the same provider. */
  readonly isNameable: boolean;
  /** The most tokens that it takes in, where its provider says. */
  inputLimit?(signal: AbortSignal): Promise<number | undefined>;
  /** How many tokens a request is read as, where its provider counts them; without a failure of its own. */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<number | undefined>;
  /** Which model a request will be answered by, and why. */
  choose(request: ModelRequest): ModelChoice;
  /**
   * Answers one sampling request, streaming.
   *
   * @param signal ends the request, and with it the provider's cost, at once
   * @throws {SummarizeError}
   */
  answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer>;
}

/**
 * Chooses a model when it is first needed, asking the user if need be; the same model each time.
 *
 * @throws {SummarizeError | SamplingRefusal} if there is to be none
 */
export type ModelSource = () => Promise<Model>;

/** The text blocks of a message or an answer. */
export function textsOf(content: readonly ModelContent[]): string[] {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
}

/** The place of the model that is none; it costs nothing. */
export const OFFLINE_PLACE = 'here';

export const PROVIDERS = ['anthropic', 'vscode', 'offline'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
