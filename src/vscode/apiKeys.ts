import type * as vscode from 'vscode';
import type { Endpoint } from '../models/endpoint.js';

/**
 * The API keys in SecretStorage, one for each origin: a key is only ever read for the origin that it
 * was set for, so a changed base URL cannot carry it elsewhere.
 */
export class ApiKeys {
  readonly #secrets: vscode.SecretStorage;
  readonly #memory: vscode.Memento;
  /** The keys that this window has used. */
  readonly #used = new Set<string>();

  constructor(secrets: vscode.SecretStorage, memory: vscode.Memento) {
    this.#secrets = secrets;
    this.#memory = memory;
  }

  async get({ origin }: Endpoint): Promise<string | undefined> {
    const key = await this.#secrets.get(secretName(origin));
    if (key !== undefined) this.#used.add(key);
    return key;
  }

  async set({ origin }: Endpoint, key: string): Promise<void> {
    await this.#secrets.store(secretName(origin), key);
  }

  async clear({ origin }: Endpoint): Promise<void> {
    await this.#secrets.delete(secretName(origin));
    await this.#memory.update(keylessName(origin), undefined);
  }

  /** A text without the keys that this window has used, should someone have selected one. */
  hideIn(text: string): string {
    return [...this.#used].reduce((hidden, key) => hidden.replaceAll(key, '[key]'), text);
  }

  /** Whether the person said that this endpoint is to be asked without a key. */
  isKeyless({ origin }: Endpoint): boolean {
    return this.#memory.get(keylessName(origin)) === true;
  }

  async setKeyless({ origin }: Endpoint): Promise<void> {
    await this.#memory.update(keylessName(origin), true);
  }
}

function secretName(origin: string): string {
  return `apiKey ${origin}`;
}

function keylessName(origin: string): string {
  return `keyless ${origin}`;
}
