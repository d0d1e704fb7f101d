import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { cancelled } from '../../common/errors.js';
import type { TurnQueue } from '../../common/turnQueue.js';
import type { SecretsDecision } from '../../secrets/secretsGate.js';
import type { FindSecrets, SearchResult } from '../../secrets/secretSearch.js';
import { harmless } from '../notify/messages.js';
import { withCancellableProgress } from '../notify/progress.js';

const REDACT = 'Redact and Send';
const SEND = 'Send Anyway';
const CANCEL = 'Do Not Send';

/** A search that takes no longer is not announced, in milliseconds. */
const QUIET_MILLISECONDS = 500;

export interface CheckedText {
  readonly text: string;
  /** How many secrets were taken out. */
  readonly redacted: number;
}

/**
 * Looks for secrets in a text before it leaves, and asks the user what to do about them, or about a search that did
 * not finish.
 *
 * @param title the name of its document
 * @throws {SummarizeError} `cancelled`
 */
export async function askAboutSecrets(text: string, title: string, find: FindSecrets): Promise<CheckedText> {
  const result = await searched(text, title, find);
  if (result.finished && result.found.length === 0) return { text, redacted: 0 };
  const { question, detail } = await wordsFor(result, {
    what: 'The text',
    where: 'to the server and the model',
  });
  const buttons = result.finished ? [REDACT, SEND] : [SEND];
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...buttons);
  if (chosen === SEND) return { text, redacted: 0 };
  if (chosen !== REDACT || !result.finished) throw cancelled();
  const { redact } = await import('../../secrets/redact.js');
  return { text: redact(text, result.found), redacted: result.found.length };
}

/** The search, which can be cancelled once it takes longer than usual. */
async function searched(text: string, title: string, find: FindSecrets): Promise<SearchResult> {
  const abort = new AbortController();
  const searching = find(text, title, abort.signal);
  const soon = await Promise.race([searching, delay(QUIET_MILLISECONDS)]);
  if (soon !== undefined) return soon;
  return await withCancellableProgress('Looking for secrets in the text', async (_, signal) => {
    signal.addEventListener('abort', () => {
      abort.abort();
    });
    return await searching;
  });
}

/**
 * Asks what is done about secrets in a list, which unlike a dialog can be closed again.
 *
 * @param what holds them, and where it would be sent
 * @param turns of all questions in lists, of which VS Code shows one at a time
 * @param signal closes the question
 * @throws {SummarizeError} `cancelled` when it was closed by the signal
 */
export async function decideAboutSecrets(
  result: SearchResult,
  { what, where }: { readonly what: string; readonly where: string },
  { turns, signal }: { readonly turns: TurnQueue; readonly signal: AbortSignal },
): Promise<SecretsDecision> {
  const { question, detail } = await wordsFor(result, { what, where });
  const endTurn = await turns.turn(signal);
  const pick = vscode.window.createQuickPick();
  const close = (): void => {
    pick.hide();
  };
  try {
    pick.title = question;
    pick.placeholder = detail;
    pick.ignoreFocusOut = true;
    // The first can be chosen by accident, by someone who is just typing: it must let nothing through.
    pick.items = [
      { label: CANCEL, description: 'the request is refused' },
      ...(result.finished ? [{ label: REDACT, description: 'each of them is replaced by what it is' }] : []),
      { label: SEND, description: 'as it is' },
    ];
    const chosen = await new Promise<string | undefined>((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.label);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      signal.addEventListener('abort', close, { once: true });
      pick.show();
    });
    if (signal.aborted) throw cancelled(signal.reason);
    // A question that is closed is answered with no.
    return chosen === REDACT ? 'redact' : chosen === SEND ? 'send' : 'cancel';
  } finally {
    signal.removeEventListener('abort', close);
    pick.dispose();
    endTurn();
  }
}

async function wordsFor(
  result: SearchResult,
  { what, where }: { readonly what: string; readonly where: string },
): Promise<{ readonly question: string; readonly detail: string }> {
  if (!result.finished) {
    return {
      question: harmless(`The search for secrets did not finish. ${what} may hold some; send it ${where}?`),
      detail: 'Nothing was sent yet.',
    };
  }
  const { describeSecrets } = await import('../../secrets/redact.js');
  const { found } = result;
  const count = found.length === 1 ? 'a secret' : `${String(found.length)} secrets`;
  return {
    question: harmless(`${what} seems to hold ${count}. Send it ${where}?`),
    detail: harmless(
      `${describeSecrets(found)}. Nothing was sent yet. Redacted, each of them is replaced by what it is.`,
    ),
  };
}

/** What a preview says of it, behind the part of the document; empty where nothing was taken out. */
export function describeRedacted({ redacted }: CheckedText): string {
  return redacted === 0 ? '' : ` (${redacted === 1 ? '1 secret' : `${String(redacted)} secrets`} redacted)`;
}
