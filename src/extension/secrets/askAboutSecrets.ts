import * as vscode from 'vscode';
import { cancelled } from '../../common/errors.js';
import type { FoundSecret } from '../../secrets/findSecrets.js';
import type { SecretsDecision } from '../../secrets/searchedGate.js';
import { harmless } from '../notify/messages.js';

const REDACT = 'Redact and Send';
const SEND = 'Send Anyway';

export interface CheckedText {
  readonly text: string;
  /** How many secrets were taken out. */
  readonly redacted: number;
}

/**
 * Looks for secrets in a text before it leaves, and asks the person what to do about them.
 *
 * @param title the name of its document
 * @throws {SummarizeError} `cancelled`
 */
export async function askAboutSecrets(text: string, title: string): Promise<CheckedText> {
  const { findSecrets } = await import('../../secrets/findSecrets.js');
  const found = await findSecrets(text, title);
  if (found.length === 0) return { text, redacted: 0 };
  const decision = await decideAboutSecrets(found, {
    what: 'The text',
    where: 'to the server and the model',
  });
  if (decision === 'cancel') throw cancelled();
  if (decision === 'send') return { text, redacted: 0 };
  const { redact } = await import('../../secrets/redact.js');
  return { text: redact(text, found), redacted: found.length };
}

/**
 * Asks what is done about secrets.
 *
 * @param what holds them, and where it would be sent
 */
export async function decideAboutSecrets(
  found: readonly FoundSecret[],
  { what, where }: { readonly what: string; readonly where: string },
): Promise<SecretsDecision> {
  const { describeSecrets } = await import('../../secrets/redact.js');
  const count = found.length === 1 ? 'a secret' : `${String(found.length)} secrets`;
  const chosen = await vscode.window.showWarningMessage(
    harmless(`${what} seems to hold ${count}. Send it ${where}?`),
    {
      modal: true,
      detail: harmless(
        `${describeSecrets(found)}. Nothing was sent yet. Redacted, each of them is replaced by what it is.`,
      ),
    },
    REDACT,
    SEND,
  );
  return chosen === REDACT ? 'redact' : chosen === SEND ? 'send' : 'cancel';
}

/** What a preview says of it, behind the part of the document; empty where nothing was taken out. */
export function describeRedacted({ redacted }: CheckedText): string {
  return redacted === 0 ? '' : ` (${redacted === 1 ? '1 secret' : `${String(redacted)} secrets`} redacted)`;
}
