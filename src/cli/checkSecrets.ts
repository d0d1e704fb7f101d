import { basename } from 'node:path';
import { cancelled, oneLine, SummarizeError } from '../common/errors.js';
import type { FoundSecret } from '../secrets/findSecrets.js';
import type { SamplingGate } from '../sampling/gate.js';
import { describeSecrets, redact } from '../secrets/redact.js';
import { isJson, redactJson } from '../secrets/redactJson.js';
import { secretsGate } from '../secrets/secretsGate.js';
import type { FindSecrets } from '../secrets/secretSearch.js';
import { askOnTerminal } from './confirm.js';
import type { CliOptions } from './options.js';
import type { NamedText } from './source.js';

/** Finds secrets and tells the user about them. */
export interface SecretsCheck {
  readonly find: FindSecrets;
  readonly say: (sentence: string) => void;
}

/**
 * Looks for secrets in texts before they are sent. The option decides what to do about them; without it they
 * are redacted, after one prompt if the user can be asked.
 *
 * @returns what may be sent of each text, in their order
 * @throws {SummarizeError} `cancelled`, `secretsFound`, `searchUnfinished`
 */
export async function checkSecrets(
  texts: readonly NamedText[],
  options: CliOptions,
  { find, say, signal }: SecretsCheck & { readonly signal: AbortSignal },
): Promise<readonly NamedText[]> {
  if (options.secrets === 'send') return texts;
  const searched: { readonly one: NamedText; readonly found: readonly FoundSecret[] }[] = [];
  for (const one of texts) {
    const result = await find(one.text, basename(one.name), signal);
    if (!result.finished) {
      throw new SummarizeError(
        'searchUnfinished',
        'Nothing was sent because the search for secrets did not finish; use --secrets send to skip it.',
      );
    }
    const { found } = result;
    searched.push({ one, found });
    const where = texts.length > 1 ? ` in ${oneLine(one.name)}` : '';
    if (found.length > 0) say(`Possible secrets found${where}: ${describeSecrets(found)}.`);
  }
  if (searched.every(({ found }) => found.length === 0)) return texts;
  if (options.secrets === 'stop') {
    throw new SummarizeError(
      'secretsFound',
      'Nothing was sent because the text may contain secrets; remove them, or use --secrets redact.',
    );
  }
  const answer =
    options.secrets === 'redact' || options.yes
      ? 'y'
      : await askOnTerminal('Redact and send? [y/N] ', options, signal);
  if (answer !== undefined && !/^y(es)?$/i.test(answer)) throw cancelled();
  say('They were redacted before sending; use --secrets send to keep them.');
  return searched.map(({ one, found }) => {
    const { name, text } = one;
    if (found.length === 0) return one;
    return { name, text: isJson(text) ? redactJson(text, found) : redact(text, found) };
  });
}

/** The gate for a third-party server, whose requests may contain data of its own. */
export function searchedForSecrets(
  gate: SamplingGate,
  server: string,
  { secrets }: CliOptions,
  { find, say }: SecretsCheck,
): SamplingGate {
  if (secrets === 'send') return gate;
  return secretsGate(gate, {
    server,
    find,
    isKnown: () => false,
    decide: (result) => {
      if (!result.finished) {
        say(
          `A sampling request from ${server} was refused because the search for secrets in it did not finish; use --secrets send to skip the search.`,
        );
        return Promise.resolve('cancel');
      }
      const end = secrets === 'stop' ? 'The request was refused' : 'They were redacted';
      say(`Possible secrets in a sampling request from ${server}: ${describeSecrets(result.found)}. ${end}.`);
      return Promise.resolve(secrets === 'stop' ? 'cancel' : 'redact');
    },
  });
}
