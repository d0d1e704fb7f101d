import * as vscode from 'vscode';
import { cancelled } from '../errors.js';
import { harmless } from './messages.js';

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
  const { findSecrets } = await import('../secrets/findSecrets.js');
  const found = await findSecrets(text, title);
  if (found.length === 0) return { text, redacted: 0 };
  const { describeSecrets, redact } = await import('../secrets/redact.js');
  const chosen = await vscode.window.showWarningMessage(
    found.length === 1
      ? 'The text seems to hold a secret. Send it to the server and the model?'
      : `The text seems to hold ${String(found.length)} secrets. Send it to the server and the model?`,
    {
      modal: true,
      detail: harmless(
        `${describeSecrets(found)}. Nothing was sent yet. Redacted, each of them is replaced by what it is.`,
      ),
    },
    REDACT,
    SEND,
  );
  if (chosen === REDACT) return { text: redact(text, found), redacted: found.length };
  if (chosen === SEND) return { text, redacted: 0 };
  throw cancelled();
}

/** What a preview says of it, behind the part of the document; empty where nothing was taken out. */
export function describeRedacted({ redacted }: CheckedText): string {
  return redacted === 0 ? '' : ` (${redacted === 1 ? '1 secret' : `${String(redacted)} secrets`} redacted)`;
}
