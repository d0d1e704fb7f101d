import * as vscode from 'vscode';
import { cancelled, toSummarizeError } from '../../common/errors.js';
import type { Review, ReviewDesk } from '../../review/reviewQueue.js';
import { refused } from '../../sampling/refusal.js';
import { harmless } from '../notify/messages.js';
import type { ReviewDocuments } from './reviewDocuments.js';
import { SECTION } from '../settings.js';

/** The review being shown. */
interface Open {
  readonly uri: vscode.Uri;
  approve(text: string, all: boolean): void;
  deny(): void;
}

/** Shows reviews in an editor with **Approve** and **Deny** in its title bar; closing the tab denies. */
export class ReviewEditor implements ReviewDesk, vscode.Disposable {
  readonly #documents: ReviewDocuments;
  readonly #listener: vscode.Disposable;
  #open: Open | undefined;

  constructor(documents: ReviewDocuments) {
    this.#documents = documents;
    this.#listener = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      const open = this.#open;
      // A tab moved to another group closes in one and opens in the other.
      if (open !== undefined && closed.some((tab) => shows(tab, open.uri)) && tabsOf(open.uri).length === 0) {
        open.deny();
      }
    });
  }

  async show<T>(review: Review<T>, onAll: () => void, signal: AbortSignal): Promise<T | undefined> {
    const uri = this.#documents.create(review.name, review.text);
    const opening = openEditor(uri);
    let stop: () => void = () => undefined;
    try {
      const ended = new Promise<T | undefined>((resolve, reject) => {
        stop = () => {
          reject(cancelled(signal.reason));
        };
        this.#open = {
          uri,
          approve: (text, all) => {
            resolve(review.read(text));
            if (all) onAll();
          },
          deny: () => {
            resolve(undefined);
          },
        };
      });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      void vscode.commands.executeCommand('setContext', `${SECTION}.reviewing`, true);
      const [value] = await Promise.all([ended, opening]);
      return value;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#open = undefined;
      void vscode.commands.executeCommand('setContext', `${SECTION}.reviewing`, false);
      // An editor that is still opening could not be closed.
      await opening.catch(() => undefined);
      await closeEditor(uri);
      this.#documents.forget(uri);
    }
  }

  setWaiting(count: number): void {
    void vscode.commands.executeCommand('setContext', `${SECTION}.reviewsWaiting`, count);
  }

  /**
   * Approves the open review, as edited.
   *
   * @param tab the document whose tab was used; ignored if its review has ended
   * @param all whether to approve all waiting reviews too, unchanged
   */
  async approve(tab: unknown, all: boolean): Promise<void> {
    const open = this.#open;
    if (open === undefined || !isOf(tab, open)) return;
    const document = await vscode.workspace.openTextDocument(open.uri);
    try {
      open.approve(document.getText(), all);
    } catch (error) {
      void vscode.window.showWarningMessage(harmless(toSummarizeError(error).message));
    }
  }

  /** Denies the open review; `tab` as in `approve`. */
  deny(tab: unknown): void {
    if (this.#open !== undefined && isOf(tab, this.#open)) this.#open.deny();
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

/** The Command Palette passes no document; it means the one that is shown. */
function isOf(tab: unknown, { uri }: Open): boolean {
  return !(tab instanceof vscode.Uri) || tab.toString() === uri.toString();
}

async function openEditor(uri: vscode.Uri): Promise<void> {
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri, { encoding: 'utf8' });
  } catch {
    // VS Code gives extensions no documents above 50 MB.
    throw refused('it is too large to review');
  }
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Closes the editor without asking whether to save. */
async function closeEditor(uri: vscode.Uri): Promise<void> {
  if (tabsOf(uri).length === 0) return;
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document?.isDirty === true) await document.save();
  try {
    await vscode.window.tabGroups.close(tabsOf(uri));
  } catch {
    // The user closed it first.
  }
}

function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter((tab) => shows(tab, uri)));
}

function shows({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
}
