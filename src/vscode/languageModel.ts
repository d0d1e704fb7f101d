import * as vscode from 'vscode';
import { z } from 'zod';
import { abortable } from '../abortable.js';
import { cancelled, oneLine, SummarizeError } from '../errors.js';
import { AnswerLimit } from '../models/answerLimit.js';
import { chooseModel, rankedModels, type ModelChoice } from '../models/choose.js';
import type { Model, ModelAnswer, ModelEvents, ModelRequest } from '../models/model.js';
import { estimateInputTokens } from '../models/tokens.js';
import { estimateTokens } from '../text/tokens.js';
import { explainLanguageModelError } from './languageModelErrors.js';
import { toChatMessages, toChatOptions } from './languageModelMessages.js';

/** What VS Code tells of its models beside its stable API, where it does. */
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
  /** What VS Code offers, at least one. */
  readonly models: readonly vscode.LanguageModelChat[];
  /** The name of one of them, as of `nameOf`; undefined where a server's advice may choose. */
  readonly model: string | undefined;
  /** The names that advice may choose among; empty for all. */
  readonly allowed: readonly string[];
}

/** The name of one of VS Code's models in settings and records. */
export function nameOf({ vendor, id }: vscode.LanguageModelChat): string {
  return `${vendor}/${id}`;
}

/**
 * A model that VS Code offers (`vscode.lm`): Copilot's, and those that people bring their own key for. VS Code
 * asks for consent itself. It knows neither a token limit nor stop sequences, so both are kept here, and no
 * system prompt, so that comes first of what the user says.
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

  get takes(): Model['takes'] {
    const said = capabilities.safeParse(this.#find(this.name));
    const { supportsImageToText = true, supportsToolCalling = true } = said.data?.capabilities ?? {};
    return { images: supportsImageToText, tools: supportsToolCalling };
  }

  choose(request: Pick<ModelRequest, 'model' | 'modelHints' | 'priorities'>): ModelChoice {
    const { model, models, allowed } = this.#setup;
    const offered = models.map(nameOf);
    const permitted = offered.filter((name) => allowed.length === 0 || allowed.includes(name));
    const names = permitted.length === 0 ? offered : permitted;
    return chooseModel(request.model ?? model, request, rankedModels(names));
  }

  inputLimit(): Promise<number | undefined> {
    return Promise.resolve(this.#find(this.name)?.maxInputTokens);
  }

  async countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | undefined> {
    const model = this.#find(this.choose(request).name);
    if (model === undefined) return undefined;
    try {
      const counts = toChatMessages(request).map(async (message) => await model.countTokens(message));
      const counted = await abortable(Promise.all(counts), signal);
      return counted.reduce((sum, count) => sum + count, 0);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** @throws {SummarizeError} */
  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const { name } = this.choose(request);
    const model = this.#find(name);
    if (model === undefined) {
      throw new SummarizeError(
        'modelNotFound',
        `VS Code does not offer the model ${oneLine(name, 80)} (any more); choose another one.`,
        ['chooseModel'],
      );
    }
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
      // What still comes of an answer that was long enough is nobody's.
      cancel.cancel();
      cancel.dispose();
    }
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
  const count = async (text: string): Promise<number> => await model.countTokens(text, cancel.token);
  const limit = new AnswerLimit({ ...request, countTokens: count });
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
  tell(await abortable(limit.end(), signal));
  const written = limit.text;
  const used = limit.ended === undefined && uses.length > 0;
  return {
    model: oneLine(nameOf(model), 100),
    content: [
      ...(written === '' && used ? [] : [{ type: 'text' as const, text: written }]),
      ...(used ? uses : []),
    ],
    stopReason: limit.ended ?? (used ? 'toolUse' : 'endTurn'),
    usage: {
      inputTokens: await counted(
        Promise.all(messages.map(async (message) => await model.countTokens(message))),
        () => estimateInputTokens(request),
      ),
      outputTokens: await counted(
        Promise.all([written, ...uses.map(({ input }) => JSON.stringify(input))].map(count)),
        () => estimateTokens(written),
      ),
    },
  };
}

/** VS Code tells no usage, so what went in and out is counted; where that fails, it is estimated. */
async function counted(counts: Promise<readonly number[]>, estimate: () => number): Promise<number> {
  try {
    return (await counts).reduce((sum, count) => sum + count, 0);
  } catch {
    return estimate();
  }
}
