import * as vscode from 'vscode';
import { z } from 'zod';
import { oneLine } from '../errors.js';
import { recipientOf, secretsOf, type ServerEntry } from '../mcp/serverEntry.js';
import type { KnownSecrets } from './knownSecrets.js';
import { harmless } from './messages.js';

/** Where the names of what is kept stand, since SecretStorage does not list it. */
const INDEX = 'serverSecrets';
const index = z.array(z.tuple([z.string(), z.string()])).catch([]);

/**
 * The secrets that servers in the settings name as `${input:NAME}`, kept in SecretStorage: one for each
 * server, name and recipient, so that a changed command or address does not get what was meant for another.
 */
export class ServerSecrets {
  readonly #secrets: vscode.SecretStorage;
  readonly #memory: vscode.Memento;
  readonly #known: KnownSecrets;

  constructor(secrets: vscode.SecretStorage, memory: vscode.Memento, known: KnownSecrets) {
    this.#known = known;
    this.#secrets = secrets;
    this.#memory = memory;
  }

  /**
   * The secrets that a server wants; those that are not known yet are asked for, in masked boxes.
   *
   * @returns undefined when the person gave one of them not
   */
  async collect(server: string, entry: ServerEntry): Promise<ReadonlyMap<string, string> | undefined> {
    const collected = new Map<string, string>();
    for (const name of secretsOf(entry)) {
      const place = `serverSecret ${JSON.stringify([server, name, recipientOf(entry)])}`;
      const value = (await this.#secrets.get(place)) ?? (await this.#ask(server, name, entry, place));
      if (value === undefined) return undefined;
      this.#known.add(value);
      collected.set(name, value);
    }
    return collected;
  }

  /**
   * Deletes the secrets of one server, or of all that ever were.
   *
   * @returns how many there were
   */
  async clear(server?: string): Promise<number> {
    const kept = this.#index();
    const gone = kept.filter(([owner]) => server === undefined || owner === server);
    for (const [, place] of gone) await this.#secrets.delete(place);
    await this.#memory.update(
      INDEX,
      kept.filter((one) => !gone.includes(one)),
    );
    return gone.length;
  }

  #index(): readonly (readonly [server: string, place: string])[] {
    return index.parse(this.#memory.get(INDEX));
  }

  async #ask(server: string, name: string, entry: ServerEntry, place: string): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      title: harmless(`${oneLine(name, 60)} for ${oneLine(server, 60)}`),
      prompt: harmless(
        `Kept encrypted by VS Code (SecretStorage) and given to this server only: ${oneLine(recipientOf(entry))}`,
      ),
      password: true,
      ignoreFocusOut: true,
    });
    const secret = typed?.trim() ?? '';
    if (secret === '') return undefined;
    await this.#memory.update(INDEX, [
      ...this.#index().filter(([, kept]) => kept !== place),
      [server, place],
    ]);
    await this.#secrets.store(place, secret);
    return secret;
  }
}
