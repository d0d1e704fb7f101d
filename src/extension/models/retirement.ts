import * as vscode from 'vscode';
import { z } from 'zod';
import { describeModel } from '../../models/anthropic/catalog.js';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { retirementNotice } from '../../models/lifecycle.js';
import type { ModelInfo } from '../../models/model.js';
import { harmless } from '../notify/messages.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const PATIENCE_MILLISECONDS = 10_000;

const remembered = z
  .object({
    /** When it was looked up, in milliseconds since 1970. */
    at: z.number(),
    lifecycle: z.enum(['active', 'deprecated', 'retired']),
    retiresAt: z.string().optional(),
  })
  .optional()
  .catch(undefined);

/** Looks up, once a day and behind the work, whether the model in use is about to be retired, and warns. */
export class Retirement {
  readonly #memory: vscode.Memento;
  readonly #chooseModel: () => void;
  readonly #warned = new Set<string>();

  constructor(memory: vscode.Memento, chooseModel: () => void) {
    this.#memory = memory;
    this.#chooseModel = chooseModel;
  }

  /** Remembers what a list said of a model, and warns if need be. */
  async note(connection: AnthropicConnection, info: ModelInfo): Promise<void> {
    const { lifecycle, retiresAt } = info;
    await this.#memory.update(keyOf(connection, info.id), { at: Date.now(), lifecycle, retiresAt });
    this.#warn(connection, info);
  }

  /** Fails never: a summary does not depend on it. */
  async check(connection: AnthropicConnection, model: string): Promise<void> {
    const known = remembered.parse(this.#memory.get(keyOf(connection, model)));
    if (known !== undefined && Date.now() - known.at < DAY_MILLISECONDS) {
      this.#warn(connection, { id: model, lifecycle: known.lifecycle, retiresAt: known.retiresAt });
      return;
    }
    try {
      const info = await describeModel(connection, model, AbortSignal.timeout(PATIENCE_MILLISECONDS));
      if (info !== undefined) await this.note(connection, { ...info, id: model });
      // An endpoint that says nothing of its models is not asked each time.
      else await this.#memory.update(keyOf(connection, model), { at: Date.now(), lifecycle: 'active' });
    } catch {
      // Whatever it is, the request for the summary itself will say it.
    }
  }

  #warn(connection: AnthropicConnection, info: Pick<ModelInfo, 'id' | 'lifecycle' | 'retiresAt'>): void {
    const notice = retirementNotice(info, new Date());
    const key = keyOf(connection, info.id);
    if (notice === undefined || this.#warned.has(key)) return;
    this.#warned.add(key);
    const choose = 'Choose Model…';
    void vscode.window
      .showWarningMessage(harmless(`The model ${info.id} ${notice}; choose another one in time.`), choose)
      .then((chosen) => {
        if (chosen === choose) this.#chooseModel();
      });
  }
}

function keyOf({ endpoint }: AnthropicConnection, model: string): string {
  return `model ${endpoint.origin} ${model}`;
}
