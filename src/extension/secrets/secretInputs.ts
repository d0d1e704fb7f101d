import * as vscode from 'vscode';
import { z } from 'zod';
import { oneLine } from '../../common/errors.js';
import type { KnownSecrets } from '../../secrets/knownSecrets.js';
import { harmless } from '../notify/messages.js';

/** Where the names of what is kept stand, since SecretStorage does not list it. */
const INDEX = 'serverSecrets';
const index = z.array(z.tuple([z.string(), z.string()])).catch([]);

/** Who wants secrets, and to whom they go. */
export interface SecretsWanted {
  /** The name of a server in the settings, or `ENDPOINT`. */
  readonly owner: string;
  /** The owner as a user calls it. */
  readonly label: string;
  readonly names: readonly string[];
  /** A secret that was given for one is never passed on to another. */
  readonly recipient: string;
}

/** The owner of the secrets in the headers for models: no server has such a name. */
export const ENDPOINT = '';

/**
 * The secrets that settings name as `${input:NAME}`, kept in SecretStorage: one for each owner, name and
 * recipient, so that a changed command or address does not get what was meant for another.
 */
export class SecretInputs {
  readonly #secrets: vscode.SecretStorage;
  readonly #memory: vscode.Memento;
  readonly #known: KnownSecrets;

  constructor(secrets: vscode.SecretStorage, memory: vscode.Memento, known: KnownSecrets) {
    this.#known = known;
    this.#secrets = secrets;
    this.#memory = memory;
  }

  /**
   * The secrets that someone wants; those that are not known yet are asked for, in masked boxes.
   *
   * @returns undefined when the user gave one of them not
   */
  async collect(wanted: SecretsWanted): Promise<ReadonlyMap<string, string> | undefined> {
    const collected = new Map<string, string>();
    for (const name of wanted.names) {
      const place = `serverSecret ${JSON.stringify([wanted.owner, name, wanted.recipient])}`;
      const value = (await this.#secrets.get(place)) ?? (await this.#ask(name, wanted, place));
      if (value === undefined) return undefined;
      this.#known.add(value);
      collected.set(name, value);
    }
    return collected;
  }

  /**
   * Deletes the secrets of one owner, or of all that ever were.
   *
   * @returns how many there were
   */
  async clear(owner?: string): Promise<number> {
    const kept = this.#index();
    const gone = kept.filter(([one]) => owner === undefined || one === owner);
    for (const [, place] of gone) await this.#secrets.delete(place);
    await this.#memory.update(
      INDEX,
      kept.filter((one) => !gone.includes(one)),
    );
    return gone.length;
  }

  #index(): readonly (readonly [owner: string, place: string])[] {
    return index.parse(this.#memory.get(INDEX));
  }

  async #ask(
    name: string,
    { owner, label, recipient }: SecretsWanted,
    place: string,
  ): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      title: harmless(`${oneLine(name, 60)} for ${oneLine(label, 60)}`),
      prompt: harmless(
        `Kept encrypted by VS Code (SecretStorage) and given to this server only: ${oneLine(recipient)}`,
      ),
      password: true,
      ignoreFocusOut: true,
    });
    const secret = typed?.trim() ?? '';
    if (secret === '') return undefined;
    await this.#memory.update(INDEX, [...this.#index().filter(([, kept]) => kept !== place), [owner, place]]);
    await this.#secrets.store(place, secret);
    return secret;
  }
}
