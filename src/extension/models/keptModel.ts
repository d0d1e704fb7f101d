import type * as anthropicModel from '../../models/anthropic/anthropicModel.js';
import type { AnthropicModel, AnthropicSetup } from '../../models/anthropic/anthropicModel.js';

/**
 * The last model of an endpoint that was used: as long as the setup is the same, it keeps its connection, its prompt
 * cache, and what its endpoint has said about it.
 */
export class KeptModel {
  #last: { readonly setup: string; readonly model: AnthropicModel } | undefined;

  /** Loads the code of models, ahead of their use. */
  async load(): Promise<typeof anthropicModel> {
    return await import('../../models/anthropic/anthropicModel.js');
  }

  /** @throws {SummarizeError} if the key would be sent unencrypted */
  async get(setup: AnthropicSetup): Promise<AnthropicModel> {
    const { log: _log, onAnswered: _onAnswered, ...compared } = setup;
    const key = JSON.stringify(compared);
    if (this.#last?.setup === key) return this.#last.model;
    const { AnthropicModel } = await this.load();
    const model = new AnthropicModel(setup);
    this.#last = { setup: key, model };
    return model;
  }
}
