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

/** What an endpoint is reached with: its key, the secrets in its headers, and the log that hears of it. */
export interface EndpointAccess {
  readonly keys: ApiKeys;
  readonly secrets: SecretInputs;
  readonly known: KnownSecrets;
  readonly log: Logger;
}

/**
 * The endpoint of the settings, with its key, if there is one, and its headers; secrets in these that are
 * not known yet are asked for.
 *
 * @returns undefined when the user did not give one of them
 * @throws {SummarizeError} `badSetting` where secrets would travel unencrypted
 */
export async function endpointConnection(
  { keys, secrets, known, log }: EndpointAccess,
  { endpoint, headers }: Pick<Settings, 'endpoint' | 'headers'>,
): Promise<AnthropicConnection | undefined> {
  if (holdsCredentials(headers) && !isSafeFor(endpoint.origin)) {
    throw new SummarizeError(
      'badSetting',
      `The secrets in the setting “headers” would travel unencrypted to ${endpoint.host}; use an https address.`,
    );
  }
  const given = await secrets.collect({
    owner: ENDPOINT,
    label: `models at ${endpoint.host}`,
    names: inputNames(Object.values(headers)),
    recipient: endpoint.origin,
  });
  if (given === undefined) return undefined;
  const filled = withInputs(headers, given);
  if (!Object.entries(filled).every(([name, value]) => isHeader(name, value))) {
    throw new SummarizeError(
      'badHeaderSecret',
      'A secret for the setting “headers” holds characters that no header has; enter it again.',
    );
  }
  for (const [name, value] of Object.entries(filled)) {
    if (!holdsCredentials({ [name]: value })) continue;
    // With its scheme (`Bearer …`), and without.
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
