import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { cancelled } from '../../common/errors.js';
import type { TurnQueue } from '../../common/turnQueue.js';
import { AllowedText, type CheckedText } from '../../secrets/allowedText.js';
import { describeSecrets } from '../../secrets/redact.js';
import { searchTexts, type Texts, type TextsResult } from '../../secrets/searchTexts.js';
import type { SecretsDecision } from '../../secrets/secretsGate.js';
import type { FindSecrets, SearchResult } from '../../secrets/secretSearch.js';
import type { Redaction } from '../../summary/state.js';
import { harmless } from '../notify/messages.js';
import { withCancellableProgress } from '../notify/progress.js';

const REDACT = 'Redact and Send';
const SEND = 'Send Anyway';
const CANCEL = 'Do Not Send';

/** How long a search may take before its progress is shown, in milliseconds. */
const QUIET_MILLISECONDS = 500;

/**
 * A text that is searched for secrets before it is sent, with what goes along with it; a dialog asks the user about
 * them, or about a search that did not finish.
 */
export function allowedText(texts: Texts, find: FindSecrets): AllowedText {
  return new AllowedText({
    ...texts,
    search: async (signal) => await searched(texts, find, signal),
    decide: async (result) => {
      const { question, detail } = wordsFor(result, texts.title);
      const buttons = result.finished ? [REDACT, SEND] : [SEND];
      const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...buttons);
      return chosen === REDACT ? 'redact' : chosen === SEND ? 'send' : 'cancel';
    },
  });
}

/** The search; once it takes longer than usual, it shows its progress and can be cancelled. */
async function searched(texts: Texts, find: FindSecrets, ended: AbortSignal): Promise<TextsResult> {
  const abort = new AbortController();
  const either = AbortSignal.any([abort.signal, ended]);
  const searching = searchTexts(texts, find, either);
  const soon = await Promise.race([searching, delay(QUIET_MILLISECONDS)]);
  if (soon !== undefined) return soon;
  return await withCancellableProgress('Searching for secrets', async (_, signal) => {
    signal.addEventListener('abort', () => {
      abort.abort();
    });
    return await searching;
  });
}

/**
 * Asks what to do about secrets, in a quick pick because, unlike a dialog, it can be closed by code.
 *
 * @param where the secrets were found
 * @param turns shared by all quick picks, because VS Code shows only one at a time
 * @param signal closes the question
 * @throws {SummarizeError} `cancelled` if the signal closed it
 */
export async function decideAboutSecrets(
  result: SearchResult,
  where: string,
  { turns, signal }: { readonly turns: TurnQueue; readonly signal: AbortSignal },
): Promise<SecretsDecision> {
  const { question, detail } = wordsFor(result, where);
  const endTurn = await turns.turn(signal);
  const pick = vscode.window.createQuickPick();
  const close = (): void => {
    pick.hide();
  };
  try {
    pick.title = question;
    pick.placeholder = detail;
    pick.ignoreFocusOut = true;
    // The first item must send nothing: someone who is typing may accept it by accident.
    pick.items = [
      { label: CANCEL, description: 'the request is denied' },
      ...(result.finished
        ? [{ label: REDACT, description: 'each secret is replaced with a placeholder' }]
        : []),
      { label: SEND, description: 'unchanged' },
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
    // Closing the question denies.
    return chosen === REDACT ? 'redact' : chosen === SEND ? 'send' : 'cancel';
  } finally {
    signal.removeEventListener('abort', close);
    pick.dispose();
    endTurn();
  }
}

function wordsFor(
  result: TextsResult,
  where: string,
): { readonly question: string; readonly detail: string } {
  if (!result.finished) {
    return {
      question: harmless(`The search for secrets in ${where} did not finish. Send anyway?`),
      detail: 'There may be secrets in it. Nothing has been sent.',
    };
  }
  const { found } = result;
  const along = result.along?.flat() ?? [];
  const all = [...found, ...along];
  const example = `[${all[0]?.name ?? ''}]`;
  const redacting = `Redacting replaces each with a placeholder such as ${example}.`;
  const told = [
    ...(found.length > 0 ? [describeSecrets(found)] : []),
    // Their lines would tell the user nothing.
    ...(along.length > 0 ? [`${String(along.length)} in the question or what was said before`] : []),
  ];
  return {
    question: harmless(`Possible secrets found in ${where} (${String(all.length)})`),
    detail: harmless(`${told.join(', ')}. ${redacting} Nothing has been sent.`),
  };
}

/**
 * What was redacted, for the preview.
 *
 * @param firstLine the line at which the text begins, from 1; undefined if its lines are not those of a document
 */
export function redactionsOf({ redacted }: CheckedText, firstLine: number | undefined): readonly Redaction[] {
  return redacted.map(({ name, line }) => ({ name, line: line + (firstLine ?? 1) - 1 }));
}
