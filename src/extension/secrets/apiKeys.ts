import type * as vscode from 'vscode';
import type { Endpoint } from '../../models/anthropic/endpoint.js';
import type { KnownSecrets } from '../../secrets/knownSecrets.js';
import type { SecretMemory } from './secretMemory.js';

/**
 * The API keys in SecretStorage, one per origin. A key is read only for the origin it was set for, so changing the
 * base URL cannot send it elsewhere.
 */
export class ApiKeys {
  readonly #secrets: SecretMemory;
  readonly #memory: vscode.Memento;
  readonly #known: KnownSecrets;

  constructor(secrets: SecretMemory, memory: vscode.Memento, known: KnownSecrets) {
    this.#known = known;
    this.#secrets = secrets;
    this.#memory = memory;
  }

  async get({ origin }: Endpoint): Promise<string | undefined> {
    const key = await this.#secrets.get(secretName(origin));
    if (key !== undefined) this.#known.add(key);
    return key;
  }

  async set({ origin }: Endpoint, key: string): Promise<void> {
    this.#known.add(key);
    await this.#secrets.store(secretName(origin), key);
  }

  async clear({ origin }: Endpoint): Promise<void> {
    await this.#secrets.delete(secretName(origin));
    await this.#memory.update(keylessName(origin), undefined);
  }

  /** Reads keys again when they are next needed, because one was rejected. */
  readAgain(): void {
    this.#secrets.forgetAll();
  }

  /** Whether the user chose to use this endpoint without a key. */
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
