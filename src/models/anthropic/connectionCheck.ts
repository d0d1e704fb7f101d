import { SummarizeError } from '../../common/errors.js';
import { AnthropicModel } from './anthropicModel.js';
import { describeModel, listModels } from './catalog.js';
import type { AnthropicConnection } from './client.js';
import type { ModelInfo, ModelRequest } from '../model.js';

/** A minimal request. */
const PROBE: ModelRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Say OK.' }] }],
  maxTokens: 8,
  stopSequences: [],
  modelHints: [],
  tools: [],
  toolChoice: 'auto',
};

/**
 * Checks whether an endpoint would answer. Anthropic's own gets only free requests; any other one is asked for a few
 * tokens, because nothing else shows that its model runs.
 *
 * @returns a sentence with the result
 * @throws {SummarizeError} with what is wrong
 */
export async function checkConnection(
  connection: AnthropicConnection,
  model: string,
  signal: AbortSignal,
): Promise<string> {
  const { host, needsKey } = connection.endpoint;
  const models = await modelsIfListed(connection, signal);
  if (needsKey) {
    const known = models?.some(({ id }) => id === model) === true;
    if (known || (await describeModel(connection, model, signal)) !== undefined) {
      return `${host} accepts the key and offers ${model}. This check was free.`;
    }
    throw notThere(host, model, models);
  }
  const begun = performance.now();
  try {
    const { usage } = await new AnthropicModel({ ...connection, model }).answer(
      PROBE,
      { onText: () => undefined, onRetry: () => undefined, takeBack: () => true },
      signal,
    );
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    return `${host} answers: ${model} wrote ${String(usage.outputTokens)} tokens in ${seconds} s.`;
  } catch (error) {
    if (error instanceof SummarizeError && error.code === 'modelNotFound') {
      throw notThere(host, model, models);
    }
    throw error;
  }
}

/** Undefined if an endpoint does not list its models, as most gateways and old local servers do not. */
async function modelsIfListed(
  connection: AnthropicConnection,
  signal: AbortSignal,
): Promise<readonly ModelInfo[] | undefined> {
  try {
    return await listModels(connection, signal);
  } catch (error) {
    const { code } = error instanceof SummarizeError ? error : { code: '' };
    if (code === 'modelNotFound' || code === 'modelRejectedRequest') return undefined;
    throw error;
  }
}

function notThere(host: string, model: string, models: readonly ModelInfo[] | undefined): SummarizeError {
  const names = models?.slice(0, 3).map(({ id }) => id) ?? [];
  const has =
    names.length === 0
      ? ''
      : ` (available: ${names.join(', ')}${names.length < (models?.length ?? 0) ? ', …' : ''})`;
  return new SummarizeError('modelNotFound', `${host} has no model ${model}${has}; choose another.`);
}
