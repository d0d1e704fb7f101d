import * as z from 'zod';
import { oneLine } from '../../common/errors.js';
import { anthropicClient, type AnthropicConnection } from './client.js';
import { explainAnthropicError } from './errors.js';
import { withoutKey } from './messages.js';
import type { ModelInfo } from '../model.js';

/** Nobody chooses from a longer list. */
const MAX_MODELS = 500;

const tokens = z.number().int().positive().nullish().catch(null);

/** One model of the Models API; compatible endpoints omit most fields. */
const listedModel = z.looseObject({
  id: z.string().min(1),
  display_name: z.string().nullish().catch(null),
  max_input_tokens: tokens,
  max_tokens: tokens,
  lifecycle: z.string().nullish().catch(null),
  retires_at: z.string().nullish().catch(null),
});

/**
 * Lists an endpoint's models, newest first. It costs nothing.
 *
 * @throws {SummarizeError}
 */
export async function listModels(
  connection: AnthropicConnection,
  signal: AbortSignal,
): Promise<readonly ModelInfo[]> {
  const models: ModelInfo[] = [];
  try {
    for await (const listed of anthropicClient(connection).models.list({ limit: 100 }, { signal })) {
      const model = toModelInfo(listed, connection.apiKey);
      if (model !== undefined) models.push(model);
      if (models.length >= MAX_MODELS) break;
    }
  } catch (error) {
    throw explainAnthropicError(error, contextOf(connection, 'its models', signal));
  }
  return models;
}

/**
 * What an endpoint says about one model; undefined if it does not know the model or has no Models API. It costs
 * nothing.
 *
 * @throws {SummarizeError}
 */
export async function describeModel(
  connection: AnthropicConnection,
  id: string,
  signal: AbortSignal,
): Promise<ModelInfo | undefined> {
  try {
    return toModelInfo(
      await anthropicClient(connection).models.retrieve(id, {}, { signal }),
      connection.apiKey,
    );
  } catch (error) {
    const explained = explainAnthropicError(error, contextOf(connection, id, signal));
    if (explained.code === 'modelNotFound') return undefined;
    throw explained;
  }
}

function contextOf(
  { endpoint, apiKey, hasSecretHeaders }: AnthropicConnection,
  model: string,
  signal: AbortSignal,
): Parameters<typeof explainAnthropicError>[1] {
  return { host: endpoint.host, model, apiKey, hasSecretHeaders, retries: 0, signal };
}

function toModelInfo(listed: unknown, apiKey: string | undefined): ModelInfo | undefined {
  const parsed = listedModel.safeParse(listed);
  if (!parsed.success) return undefined;
  const { id, display_name, max_input_tokens, max_tokens, lifecycle, retires_at } = parsed.data;
  const retiresAt = Date.parse(retires_at ?? '');
  return {
    id: oneLine(id, 200),
    label: oneLine(withoutKey(display_name ?? id, apiKey), 100),
    maxInputTokens: max_input_tokens ?? undefined,
    maxOutputTokens: max_tokens ?? undefined,
    lifecycle: lifecycle === 'deprecated' || lifecycle === 'retired' ? lifecycle : 'active',
    retiresAt: Number.isNaN(retiresAt) ? undefined : new Date(retiresAt).toISOString(),
  };
}
