import { cancelled, SummarizeError } from '../errors.js';
import { findSecrets } from '../secrets/findSecrets.js';
import { describeSecrets, redact } from '../secrets/redact.js';
import { askOnTerminal } from './confirm.js';
import type { CliOptions } from './options.js';

/**
 * Looks for secrets in a text before it leaves. What is done about them is the option's to say; without it
 * they are redacted, after a question where someone can answer.
 *
 * @throws {SummarizeError} `cancelled`, `secretsFound`
 */
export async function checkSecrets(
  text: string,
  title: string,
  options: CliOptions,
  { say, signal }: { readonly say: (sentence: string) => void; readonly signal: AbortSignal },
): Promise<string> {
  if (options.secrets === 'send') return text;
  const found = await findSecrets(text, title);
  if (found.length === 0) return text;
  say(`The text seems to hold secrets: ${describeSecrets(found)}.`);
  if (options.secrets === 'stop') {
    throw new SummarizeError(
      'secretsFound',
      'Nothing was sent, since the text seems to hold secrets; take them out.',
    );
  }
  const answer =
    options.secrets === 'redact' || options.yes
      ? 'y'
      : await askOnTerminal('Redact and send? [y/N] ', options, signal);
  if (answer !== undefined && !/^y(es)?$/i.test(answer)) throw cancelled();
  say(`They were redacted before anything was sent; --secrets send sends them as they are.`);
  return redact(text, found);
}
