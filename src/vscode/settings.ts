import * as vscode from 'vscode';
import { z } from 'zod';
import { SummarizeError } from '../errors.js';
import { DEFAULT_MODEL } from '../models/choose.js';
import { ANTHROPIC_BASE_URL, readEndpoint, type Endpoint } from '../models/endpoint.js';
import { readServerEntries, type ServerEntry } from '../mcp/serverEntry.js';
import { PROVIDERS, type ProviderName } from '../models/model.js';

export const SECTION = 'mcpSummarize';

const schema = z.object({
  provider: z.enum(PROVIDERS).default('anthropic'),
  model: z.string().trim().min(1).default(DEFAULT_MODEL),
  maxTokens: z.int().positive().default(4000),
  baseUrl: z.string().default(ANTHROPIC_BASE_URL),
  server: z.string().default(''),
});

/** The value of the setting `model` that leaves the choice to a server's advice. */
const AUTO = 'auto';

export interface Settings {
  readonly provider: ProviderName;
  /** The model that the person fixed; undefined where a server's advice may choose. */
  readonly model: string | undefined;
  /** The name of the server that summarizes; empty for the bundled one. */
  readonly server: string;
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
    server: configuration.get('server'),
  });
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.${name} has a value that cannot be used; correct it.`,
      ['openSettings'],
    );
  }
  const { baseUrl, model, ...rest } = parsed.data;
  return {
    ...rest,
    model: model === AUTO ? undefined : model,
    endpoint: readEndpoint(baseUrl, `The setting ${SECTION}.baseUrl`),
  };
}

/**
 * The servers in the settings, by name; in place of one that cannot be used, why.
 *
 * @throws {SummarizeError} `badSetting`
 */
export function readServers(): ReadonlyMap<string, ServerEntry | SummarizeError> {
  const value = vscode.workspace.getConfiguration(SECTION).get('servers');
  return readServerEntries(value, `The setting ${SECTION}.servers`);
}
