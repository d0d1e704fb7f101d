import * as vscode from 'vscode';
import { oneLine } from '../errors.js';
import { recipientOf, secretsOf, type ServerEntry } from '../mcp/serverEntry.js';

/**
 * The secrets that servers in the settings name as `${input:NAME}`, kept in SecretStorage: one for each
 * server, name and recipient, so that a changed command or address does not get what was meant for another.
 */
export class ServerSecrets {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /**
   * The secrets that a server wants; those that are not known yet are asked for, in masked boxes.
   *
   * @returns undefined when the person gave one of them not
   */
  async collect(server: string, entry: ServerEntry): Promise<ReadonlyMap<string, string> | undefined> {
    const collected = new Map<string, string>();
    for (const name of secretsOf(entry)) {
      const place = secretName(server, name, entry);
      const value = (await this.#secrets.get(place)) ?? (await this.#ask(server, name, entry, place));
      if (value === undefined) return undefined;
      collected.set(name, value);
    }
    return collected;
  }

  /** @returns how many there were */
  async clear(server: string, entry: ServerEntry): Promise<number> {
    let count = 0;
    for (const name of secretsOf(entry)) {
      const place = secretName(server, name, entry);
      if ((await this.#secrets.get(place)) !== undefined) count++;
      await this.#secrets.delete(place);
    }
    return count;
  }

  async #ask(server: string, name: string, entry: ServerEntry, place: string): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      title: `${oneLine(name, 60)} for ${oneLine(server, 60)}`,
      prompt: `Kept encrypted by VS Code (SecretStorage) and given to ${oneLine(recipientOf(entry), 80)} only.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (typed === undefined || typed.trim() === '') return undefined;
    await this.#secrets.store(place, typed.trim());
    return typed.trim();
  }
}

function secretName(server: string, name: string, entry: ServerEntry): string {
  return `serverSecret ${JSON.stringify([server, name, recipientOf(entry)])}`;
}
