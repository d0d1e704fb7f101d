import Anthropic from '@anthropic-ai/sdk';
import type { Logger } from '../../common/logger.js';
import { VERSION } from '../../common/version.js';
import { assertKeyIsSafeAt, type Endpoint } from './endpoint.js';
import { guardedFetch } from './guardedFetch.js';

const ANTHROPIC_VERSION = '2026-10-21';

/** An endpoint of the Messages API, and the credentials for it. */
export interface AnthropicConnection {
  readonly endpoint: Endpoint;
  readonly apiKey: string | undefined;
  /** Headers in addition to the key; they never override the API's own headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether these headers carry the credentials, in place of a key. */
  readonly hasSecretHeaders?: boolean;
  readonly log: Logger;
}

/**
 * The SDK's client for one endpoint; it contacts no other, and sends only what is given here.
 *
 * @throws {SummarizeError} `badSetting` if the key would be sent unencrypted
 */
export function anthropicClient(connection: AnthropicConnection): Anthropic {
  if (connection.apiKey !== undefined) assertKeyIsSafeAt(connection.endpoint);
  return withoutHeadersFromEnvironment(() => createClient(connection));
}

/** Sets every option that the SDK would otherwise take from the environment or a profile. */
function createClient({ endpoint, apiKey, headers = {}, log }: AnthropicConnection): Anthropic {
  return new Anthropic({
    baseURL: endpoint.baseUrl,
    // An empty key keeps the SDK from looking for credentials elsewhere; the null header sends none.
    apiKey: apiKey ?? '',
    webhookKey: null,
    defaultHeaders: apiKey === undefined ? { authorization: null } : {},
    fetch: guardedFetch({
      origin: endpoint.origin,
      headers: { ...lowerCased(headers), ...requestHeaders(apiKey) },
    }),
    // We retry ourselves, because the SDK does so silently.
    maxRetries: 0,
    openTelemetry: false,
    // At lower levels the SDK's log can quote request bodies.
    logLevel: 'error',
    logger: {
      error: () => {
        log.error('The model SDK reported an error.');
      },
      warn: () => undefined,
      info: () => undefined,
      debug: () => undefined,
    },
  });
}

/** The SDK adds the headers in this variable to every request, and fails if it cannot read them. */
function withoutHeadersFromEnvironment<T>(create: () => T): T {
  const { ANTHROPIC_CUSTOM_HEADERS } = process.env;
  delete process.env.ANTHROPIC_CUSTOM_HEADERS;
  try {
    return create();
  } finally {
    if (ANTHROPIC_CUSTOM_HEADERS !== undefined)
      process.env.ANTHROPIC_CUSTOM_HEADERS = ANTHROPIC_CUSTOM_HEADERS;
  }
}

/** Lower case, so that the API's own headers override the same ones in another spelling. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function requestHeaders(apiKey: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'anthropic-version': ANTHROPIC_VERSION,
    'content-type': 'application/json',
    'user-agent': `mcp-summarize/${VERSION}`,
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
}
