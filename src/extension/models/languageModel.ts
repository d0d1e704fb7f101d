import * as vscode from 'vscode';
import * as z from 'zod';
import { abortable } from '../../common/abortable.js';
import { cancelled, oneLine } from '../../common/errors.js';
import { AnswerLimit } from '../../models/answerLimit.js';
import { choiceFor, rankedModels } from '../../models/choose.js';
import type { Model, ModelAnswer, ModelChoice, ModelEvents, ModelRequest } from '../../models/model.js';
import { estimateInputTokens } from '../../models/inputTokens.js';
import { estimateTokens } from '../../text/tokens.js';
import { explainLanguageModelError, notOffered } from './languageModelErrors.js';
import { toChatMessages, toChatOptions } from './languageModelMessages.js';

/** What VS Code says about its models beyond the stable API, if anything. */
const capabilities = z.looseObject({
  capabilities: z
    .looseObject({
      supportsImageToText: z.boolean().optional(),
      supportsToolCalling: z.boolean().optional(),
    })
    .optional(),
});

const toolInput = z.record(z.string(), z.unknown()).catch({});

export interface LanguageModelSetup {
  /** The models that VS Code offers, at least one. */
  readonly models: readonly vscode.LanguageModelChat[];
  /** The name of one of them, see `nameOf`; undefined if the server's preferences choose. */
  readonly model: string | undefined;
  /** The names that the server's preferences may pick from; empty for all. */
  readonly allowed: readonly string[];
}

/** The name of a VS Code model in settings and records: `vendor/id`. */
export function nameOf({ vendor, id }: vscode.LanguageModelChat): string {
  return `${vendor}/${id}`;
}

/**
 * A model that VS Code offers (`vscode.lm`): Copilot's, or one the user added with their own key. VS Code asks for
 * consent itself. Its API has neither a token limit nor stop sequences, so both are enforced here, and no system
 * prompt, so that is sent as the first user message.
 */
export class LanguageModel implements Model {
  readonly provider = 'vscode';
  readonly place = 'VS Code';
  readonly isNameable = true;
  readonly name: string;
  readonly #setup: LanguageModelSetup;

  constructor(setup: LanguageModelSetup) {
    this.#setup = setup;
    this.name = this.choose({ modelHints: [] }).name;
  }

  /** Whether VS Code offers the model for requests without preferences. */
  get isOffered(): boolean {
    return this.#find(this.name) !== undefined;
  }

  /** What every model that a request could go to supports. */
  get takes(): Model['takes'] {
    const { model, models } = this.#setup;
    const names = model === undefined ? this.#permitted() : [model];
    const said = models
      .filter((one) => names.includes(nameOf(one)))
      .map((one) => capabilities.safeParse(one).data?.capabilities ?? {});
    return {
      images: said.every(({ supportsImageToText = true }) => supportsImageToText),
      tools: said.every(({ supportsToolCalling = true }) => supportsToolCalling),
    };
  }

  choose(request: Pick<ModelRequest, 'model' | 'modelHints' | 'priorities'>): ModelChoice {
    return choiceFor(request.model ?? this.#setup.model, request, rankedModels(this.#permitted()));
  }

  get leastInputLimit(): number | undefined {
    return this.#find(this.name)?.maxInputTokens;
  }

  inputLimit(): Promise<number | undefined> {
    return Promise.resolve(this.leastInputLimit);
  }

  async countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | undefined> {
    const model = this.#find(this.choose(request).name);
    if (model === undefined) return undefined;
    const counts = toChatMessages(request).map(
      async (message) => await countOrEstimate(model, message, () => Number.NaN),
    );
    const counted = await abortable(Promise.all(counts), signal);
    const sum = counted.reduce((total, count) => total + count, 0);
    return Number.isNaN(sum) ? undefined : sum;
  }

  /** @throws {SummarizeError} */
  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const { name } = this.choose(request);
    const model = this.#find(name);
    if (model === undefined) throw notOffered(name);
    if (signal.aborted) throw cancelled(signal.reason);
    const cancel = new vscode.CancellationTokenSource();
    const stop = (): void => {
      cancel.cancel();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await ask(model, request, { events, signal, cancel });
    } catch (error) {
      throw explainLanguageModelError(error, oneLine(model.name, 60), signal);
    } finally {
      signal.removeEventListener('abort', stop);
      // Stops a model that is still writing after its answer was cut off.
      cancel.cancel();
      cancel.dispose();
    }
  }

  /** The models to pick from. If no allowed one is offered, requests fail instead of going to another model. */
  #permitted(): readonly string[] {
    const { models, allowed } = this.#setup;
    const offered = models.map(nameOf);
    if (allowed.length === 0) return offered;
    const permitted = allowed.filter((name) => offered.includes(name));
    return permitted.length === 0 ? allowed : permitted;
  }

  #find(name: string): vscode.LanguageModelChat | undefined {
    return this.#setup.models.find((model) => nameOf(model) === name);
  }
}

interface Asking {
  readonly events: ModelEvents;
  readonly signal: AbortSignal;
  readonly cancel: vscode.CancellationTokenSource;
}

async function ask(
  model: vscode.LanguageModelChat,
  request: ModelRequest,
  { events, signal, cancel }: Asking,
): Promise<ModelAnswer> {
  const messages = toChatMessages(request);
  const limit = new AnswerLimit({
    ...request,
    countTokens: async (text) => await countOrEstimate(model, text, () => estimateTokens(text)),
  });
  const tell = (text: string): void => {
    if (text !== '') events.onText(text);
  };
  const uses: { type: 'toolUse'; id: string; name: string; input: Record<string, unknown> }[] = [];
  const { stream } = await abortable(
    Promise.resolve(model.sendRequest(messages, toChatOptions(request), cancel.token)),
    signal,
  );
  const parts = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await abortable(parts.next(), signal);
    if (next.done === true) break;
    const part: unknown = next.value;
    if (part instanceof vscode.LanguageModelTextPart) tell(await abortable(limit.add(part.value), signal));
    else if (part instanceof vscode.LanguageModelToolCallPart) {
      uses.push({
        type: 'toolUse',
        id: part.callId,
        name: part.name,
        input: toolInput.parse(part.input),
      });
    }
    if (limit.ended !== undefined) break;
  }
  if (limit.ended !== undefined) cancel.cancel();
  tell(await abortable(limit.end(), signal));
  const written = limit.text;
  const used = limit.ended === undefined && uses.length > 0;
  const usesAsText = used ? JSON.stringify(uses.map(({ name, input }) => ({ name, input }))) : '';
  const tokensIn = messages.map(async (message) => await countOrEstimate(model, message, () => Number.NaN));
  const [inputTokens, ...out] = await abortable(
    Promise.all([
      Promise.all(tokensIn).then((counts) => counts.reduce((sum, tokens) => sum + tokens, 0)),
      ...[written, usesAsText].map(async (text) =>
        text === '' ? 0 : await countOrEstimate(model, text, () => estimateTokens(text)),
      ),
    ]),
    signal,
  );
  return {
    model: oneLine(nameOf(model), 100),
    content: [
      ...(written === '' && used ? [] : [{ type: 'text' as const, text: written }]),
      ...(used ? uses : []),
    ],
    stopReason: limit.ended ?? (used ? 'toolUse' : 'endTurn'),
    // VS Code reports no usage, so input and output are counted.
    usage: {
      inputTokens: Number.isNaN(inputTokens) ? estimateInputTokens(request) : inputTokens,
      outputTokens: out.reduce((sum, tokens) => sum + tokens, 0),
    },
  };
}

/** How long a provider may take to count tokens, in milliseconds. */
const COUNT_MILLISECONDS = 3000;

/** The provider's token count, or an estimate if counting fails or takes too long. */
async function countOrEstimate(
  model: vscode.LanguageModelChat,
  text: string | vscode.LanguageModelChatMessage,
  estimate: () => number,
): Promise<number> {
  try {
    return await abortable(Promise.resolve(model.countTokens(text)), AbortSignal.timeout(COUNT_MILLISECONDS));
  } catch {
    return estimate();
  }
}
