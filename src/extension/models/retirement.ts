import * as vscode from 'vscode';
import * as z from 'zod';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { retirementNotice } from '../../models/lifecycle.js';
import type { ModelInfo } from '../../models/model.js';
import { harmless } from '../notify/messages.js';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const PATIENCE_MILLISECONDS = 10_000;

const remembered = z
  .object({
    /** When it was looked up, in milliseconds since the epoch. */
    at: z.number(),
    lifecycle: z.enum(['active', 'deprecated', 'retired']),
    retiresAt: z.string().optional(),
  })
  .optional()
  .catch(undefined);

/** Checks in the background, once a day, whether the model in use is about to be retired, and warns. */
export class Retirement {
  readonly #memory: vscode.Memento;
  readonly #chooseModel: () => void;
  readonly #warned = new Set<string>();
  /** When each model was checked in this window, whatever came of it. */
  readonly #checked = new Map<string, number>();

  constructor(memory: vscode.Memento, chooseModel: () => void) {
    this.#memory = memory;
    this.#chooseModel = chooseModel;
  }

  /** Stores what a list says about a model, and warns if needed. */
  async note(connection: AnthropicConnection, info: ModelInfo): Promise<void> {
    const { lifecycle, retiresAt } = info;
    await this.#memory.update(keyOf(connection, info.id), { at: Date.now(), lifecycle, retiresAt });
    this.#warn(connection, info);
  }

  /** Never throws: no summary depends on it. */
  async check(connection: AnthropicConnection, model: string): Promise<void> {
    const key = keyOf(connection, model);
    if (Date.now() - (this.#checked.get(key) ?? -Infinity) < DAY_MILLISECONDS) return;
    this.#checked.set(key, Date.now());
    const known = remembered.parse(this.#memory.get(key));
    if (known !== undefined && Date.now() - known.at < DAY_MILLISECONDS) {
      this.#warn(connection, { id: model, lifecycle: known.lifecycle, retiresAt: known.retiresAt });
      return;
    }
    try {
      const { describeModel } = await import('../../models/anthropic/catalog.js');
      const info = await describeModel(connection, model, AbortSignal.timeout(PATIENCE_MILLISECONDS));
      if (info !== undefined) await this.note(connection, { ...info, id: model });
      // Do not ask again today an endpoint that does not know.
      else await this.#memory.update(key, { at: Date.now(), lifecycle: 'active' });
    } catch {
      // Whatever is wrong, the summary's own request reports it.
    }
  }

  #warn(connection: AnthropicConnection, info: Pick<ModelInfo, 'id' | 'lifecycle' | 'retiresAt'>): void {
    const notice = retirementNotice(info, new Date());
    const key = keyOf(connection, info.id);
    if (notice === undefined || this.#warned.has(key)) return;
    this.#warned.add(key);
    const choose = 'Choose Model…';
    void vscode.window
      .showWarningMessage(harmless(`The model ${info.id} ${notice}; choose another model.`), choose)
      .then((chosen) => {
        if (chosen === choose) this.#chooseModel();
      });
  }
}

function keyOf({ endpoint }: AnthropicConnection, model: string): string {
  return `model ${endpoint.origin} ${model}`;
}
