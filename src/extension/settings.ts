import * as vscode from 'vscode';
import * as z from 'zod';
import { SummarizeError } from '../common/errors.js';
import { MAX_CALL_MILLISECONDS, MAX_TIMEOUT_SECONDS } from '../common/limits.js';
import { DEFAULT_MODEL } from '../models/choose.js';
import { ANTHROPIC_BASE_URL, readEndpoint, type Endpoint } from '../models/anthropic/endpoint.js';
import { readHeaders } from '../models/anthropic/headers.js';
import { priceList, readPrices, type PriceOf } from '../money/prices.js';
import { readServerEntries, type ServerEntry } from '../mcp/serverEntry.js';
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_PART_TOKENS,
  MAX_CONCURRENCY,
  MAX_PART_TOKENS,
  MIN_PART_TOKENS,
} from '../contract/summarize.js';
import { PROVIDERS, type ProviderName } from '../models/model.js';

export const SECTION = 'mcpSummarize';

const ownStyle = z.object({
  name: z.string().trim().min(1),
  prompt: z.string().trim().min(1),
  languages: z.array(z.string()).optional(),
  files: z.array(z.string()).optional(),
});

/** A style of the user's own. */
export type OwnStyle = z.infer<typeof ownStyle>;

const schema = z.object({
  provider: z.enum(PROVIDERS).default('anthropic'),
  model: z.string().trim().min(1).default(DEFAULT_MODEL),
  maxTokens: z.int().positive().default(4000),
  baseUrl: z.string().default(ANTHROPIC_BASE_URL),
  headers: z.unknown(),
  prices: z.unknown(),
  allowedModels: z.array(z.string().trim().min(1)).default([]),
  server: z.string().default(''),
  partTokens: z.int().min(MIN_PART_TOKENS).max(MAX_PART_TOKENS).default(DEFAULT_PART_TOKENS),
  fold: z.boolean().default(true),
  concurrency: z.int().min(1).max(MAX_CONCURRENCY).default(DEFAULT_CONCURRENCY),
  timeout: z
    .int()
    .min(1)
    .max(MAX_TIMEOUT_SECONDS)
    .default(MAX_CALL_MILLISECONDS / 1000),
  confirmFrom: z.int().nonnegative().default(100_000),
  style: z.string().default(''),
  length: z.string().default(''),
  language: z.string().default(''),
  instructions: z.string().default(''),
  styles: z.array(ownStyle).default([]),
});

/** The value of `model` that lets the server's preferences choose. */
export const AUTO = 'auto';

export interface Settings {
  readonly provider: ProviderName;
  /** The user's model; undefined if the server's preferences choose. */
  readonly model: string | undefined;
  /** The name of the server that summarizes; empty for the bundled one. */
  readonly server: string;
  readonly maxTokens: number;
  readonly endpoint: Endpoint;
  /** Headers for the endpoint besides the key; secrets still as `${input:NAME}`. */
  readonly headers: Readonly<Record<string, string>>;
  /** What models cost, if known. */
  readonly priceOf: PriceOf;
  /** The models that the server's preferences may pick from; empty for the default ones. */
  readonly allowedModels: readonly string[];
  /** The maximum number of tokens per part of a long text (estimated). */
  readonly partTokens: number;
  /** Whether repeated entries of a long log are sent once. */
  readonly fold: boolean;
  /** The maximum number of concurrent requests to the model. */
  readonly concurrency: number;
  /** The longest a tool call may take, in seconds. */
  readonly timeout: number;
  /** The user is asked before texts of at least this many tokens (estimated) are summarized. */
  readonly confirmFrom: number;
  /** A built-in style, or the name of one of the user's own; empty for the one that suits the text. */
  readonly style: string;
  /** How to write summaries; empty to let the model decide. */
  readonly length: string;
  readonly language: string;
  readonly instructions: string;
  /** The user's own styles. */
  readonly styles: readonly OwnStyle[];
}

/**
 * The current settings.
 *
 * @throws {SummarizeError} `badSetting`, naming the setting
 */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const names = Object.keys(schema.shape);
  const parsed = schema.safeParse(Object.fromEntries(names.map((name) => [name, configuration.get(name)])));
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new SummarizeError(
      'badSetting',
      `The setting ${SECTION}.${name} has an invalid value; correct it.`,
    );
  }
  const { baseUrl, model, headers, prices, ...rest } = parsed.data;
  return {
    ...rest,
    model: model === AUTO ? undefined : model,
    priceOf: priceList(readPrices(prices, `The setting ${SECTION}.prices`)),
    headers: readHeaders(headers, `The setting ${SECTION}.headers`),
    endpoint: readEndpoint(baseUrl, `The setting ${SECTION}.baseUrl`),
  };
}

/**
 * The servers in the settings, by name; an invalid entry is replaced by its error.
 *
 * @throws {SummarizeError} `badSetting`
 */
export function readServers(): ReadonlyMap<string, ServerEntry | SummarizeError> {
  const value = vscode.workspace.getConfiguration(SECTION).get('servers');
  return readServerEntries(value ?? {}, `The setting ${SECTION}.servers`);
}
