import * as vscode from 'vscode';
import { z } from 'zod';
import { SummarizeError } from '../errors.js';
import { DEFAULT_MODEL } from '../models/choose.js';
import { ANTHROPIC_BASE_URL, readEndpoint, type Endpoint } from '../models/endpoint.js';
import { PROVIDERS, type ProviderName } from '../models/model.js';

export const SECTION = 'mcpSummarize';

const schema = z.object({
  provider: z.enum(PROVIDERS).default('anthropic'),
  model: z.string().trim().min(1).default(DEFAULT_MODEL),
  maxTokens: z.int().positive().default(4000),
  baseUrl: z.string().default(ANTHROPIC_BASE_URL),
});

export interface Settings {
  readonly provider: ProviderName;
  readonly model: string;
  readonly maxTokens: number;
  readonly endpoint: Endpoint;
}

/**
 * The settings as they are now.
 *
 * @throws {SummarizeError} `badSetting`, naming the setting
 */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const parsed = schema.safeParse({
    provider: configuration.get('provider'),
    model: configuration.get('model'),
    maxTokens: configuration.get('maxTokens'),
    baseUrl: configuration.get('baseUrl'),
  });
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.${name} has a value that cannot be used; correct it.`,
      ['openSettings'],
    );
  }
  const { baseUrl, ...rest } = parsed.data;
  return { ...rest, endpoint: readEndpoint(baseUrl, `The setting ${SECTION}.baseUrl`) };
}
