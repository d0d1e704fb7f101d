import { SummarizeError } from '../../common/errors.js';
import type { AnthropicConnection } from '../../models/anthropic/client.js';
import { isSafeFor } from '../../models/anthropic/endpoint.js';
import { holdsCredentials, isHeader } from '../../models/anthropic/headers.js';
import type { KnownSecrets } from '../../secrets/knownSecrets.js';
import { inputNames, withInputs } from '../../common/inputVariables.js';
import type { Logger } from '../../common/logger.js';
import type { ApiKeys } from '../secrets/apiKeys.js';
import { ENDPOINT, type SecretInputs } from '../secrets/secretInputs.js';
import type { Settings } from '../settings.js';

/** What it takes to reach an endpoint: its key, the secrets in its headers, and a log. */
export interface EndpointAccess {
  readonly keys: ApiKeys;
  readonly secrets: SecretInputs;
  readonly known: KnownSecrets;
  readonly log: Logger;
}

/**
 * The endpoint in the settings, with its key, if any, and its headers; asks for secrets in the headers that are
 * not stored yet.
 *
 * @returns undefined if the user did not enter one of them
 * @throws {SummarizeError} `badSetting` if secrets would be sent unencrypted
 */
export async function endpointConnection(
  { keys, secrets, known, log }: EndpointAccess,
  { endpoint, headers }: Pick<Settings, 'endpoint' | 'headers'>,
): Promise<AnthropicConnection | undefined> {
  if (holdsCredentials(headers) && !isSafeFor(endpoint.origin)) {
    throw new SummarizeError(
      'badSetting',
      `The secrets in the setting “headers” would be sent unencrypted to ${endpoint.host}; use an https URL.`,
    );
  }
  const given = await secrets.collect({
    owner: ENDPOINT,
    label: endpoint.host,
    names: inputNames(Object.values(headers)),
    recipient: endpoint.origin,
  });
  if (given === undefined) return undefined;
  const filled = withInputs(headers, given);
  if (!Object.entries(filled).every(([name, value]) => isHeader(name, value))) {
    throw new SummarizeError(
      'badHeaderSecret',
      'A secret for the setting “headers” contains characters that HTTP headers do not allow; enter it again.',
    );
  }
  for (const [name, value] of Object.entries(filled)) {
    if (!holdsCredentials({ [name]: value })) continue;
    // With and without its scheme (`Bearer …`).
    known.add(value);
    known.add(value.slice(value.indexOf(' ') + 1));
  }
  return {
    endpoint,
    apiKey: await keys.get(endpoint),
    headers: filled,
    hasSecretHeaders: holdsCredentials(headers),
    log,
  };
}
