import { SummarizeError } from '../../common/errors.js';

export const ANTHROPIC_BASE_URL = 'https://api.anthropic.com';

/** An endpoint of the Messages API. */
export interface Endpoint {
  /** Without a trailing slash and without `/v1`, which the SDK adds. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly host: string;
  /** Whether this is Anthropic's own API, which requires a key. */
  readonly needsKey: boolean;
}

/**
 * Reads a base URL that a user typed.
 *
 * @param source the name of the setting or option, for errors
 * @throws {SummarizeError} `badSetting`
 */
export function readEndpoint(typed: string, source: string): Endpoint {
  const bad = (why: string): SummarizeError =>
    new SummarizeError(
      'badSetting',
      `${source} ${why}; use a URL such as ${ANTHROPIC_BASE_URL} or http://localhost:11434.`,
    );
  const trimmed = typed.trim() === '' ? ANTHROPIC_BASE_URL : typed.trim();
  if (!URL.canParse(trimmed)) throw bad('is not a URL');
  const url = new URL(trimmed);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('must use HTTP or HTTPS');
  if (url.username !== '' || url.password !== '') throw bad('must not contain a user name or password');
  if (url.search !== '' || url.hash !== '') throw bad('must not contain a query or fragment');
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  return {
    baseUrl: `${url.origin}${path}`,
    origin: url.origin,
    host: url.host,
    needsKey: url.origin === ANTHROPIC_BASE_URL,
  };
}

/**
 * Refuses to send a key unencrypted over a network.
 *
 * @throws {SummarizeError} `badSetting`
 */
export function assertKeyIsSafeAt({ origin, host }: Endpoint): void {
  if (isSafeFor(origin)) return;
  throw new SummarizeError(
    'badSetting',
    `The API key would be sent unencrypted to ${host}; use an HTTPS URL, or no key.`,
  );
}

/** Whether a secret can be sent to a URL: encrypted, or within this machine. */
export function isSafeFor(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(hostname);
}

/**
 * The key as it goes into a header.
 *
 * @throws {SummarizeError} `keyRefused` if it is empty or contains invalid characters
 */
export function readApiKey(typed: string): string {
  const key = typed.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new SummarizeError(
    'keyRefused',
    'The API key is empty or contains invalid characters; paste it again.',
  );
}
