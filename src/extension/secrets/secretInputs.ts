import * as vscode from 'vscode';
import * as z from 'zod';
import { oneLine } from '../../common/errors.js';
import type { KnownSecrets } from '../../secrets/knownSecrets.js';
import { harmless } from '../notify/messages.js';
import type { SecretMemory } from './secretMemory.js';

/** Holds the names of the stored secrets, because SecretStorage cannot list them. */
const INDEX = 'serverSecrets';
const index = z.array(z.tuple([z.string(), z.string()])).catch([]);

/** Which secrets are needed, by whom, and who receives them. */
export interface SecretsWanted {
  /** The name of a server in the settings, or `ENDPOINT`. */
  readonly owner: string;
  /** The owner's display name. */
  readonly label: string;
  readonly names: readonly string[];
  /** A secret entered for one recipient is never passed to another. */
  readonly recipient: string;
}

/** The owner of the secrets in the endpoint's headers; no server can have this name. */
export const ENDPOINT = '';

/**
 * The secrets written as `${input:NAME}` in settings, kept in SecretStorage per owner, name and recipient, so that
 * a changed command or URL does not receive a secret meant for another.
 */
export class SecretInputs {
  readonly #secrets: SecretMemory;
  readonly #memory: vscode.Memento;
  readonly #known: KnownSecrets;

  constructor(secrets: SecretMemory, memory: vscode.Memento, known: KnownSecrets) {
    this.#known = known;
    this.#secrets = secrets;
    this.#memory = memory;
  }

  /**
   * Collects secrets; asks in a masked box for those not stored yet.
   *
   * @returns undefined if the user did not enter one of them
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
   * Deletes the secrets of one owner, or of all, including owners no longer in the settings.
   *
   * @returns how many were deleted
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
      prompt: harmless(`Stored encrypted by VS Code (SecretStorage) and sent only to: ${oneLine(recipient)}`),
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
