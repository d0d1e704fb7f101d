import type * as vscode from 'vscode';

/** What is used of VS Code's `SecretStorage`. */
export interface Storage extends Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'> {
  onDidChange(listener: (event: vscode.SecretStorageChangeEvent) => void): { dispose(): void };
}

/**
 * SecretStorage, whose reads are round trips to the window: what was read once is kept in memory until it changes, in
 * this window or another.
 */
export class SecretMemory implements vscode.Disposable {
  readonly #storage: Storage;
  readonly #read = new Map<string, Promise<string | undefined>>();
  readonly #listener: { dispose(): void };

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#listener = storage.onDidChange(({ key }) => {
      this.#read.delete(key);
    });
  }

  async get(name: string): Promise<string | undefined> {
    const known = this.#read.get(name);
    if (known !== undefined) return await known;
    const reading = Promise.resolve(this.#storage.get(name));
    this.#read.set(name, reading);
    try {
      return await reading;
    } catch (error) {
      this.#read.delete(name);
      throw error;
    }
  }

  async store(name: string, secret: string): Promise<void> {
    await this.#change(name, this.#storage.store(name, secret));
  }

  async delete(name: string): Promise<void> {
    await this.#change(name, this.#storage.delete(name));
  }

  /** Reads everything again: a window in a browser may not be told of changes in another one. */
  forgetAll(): void {
    this.#read.clear();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#read.clear();
  }

  /** Forgets a secret before and after a change, because it can be read in between. */
  async #change(name: string, changing: Thenable<void>): Promise<void> {
    this.#read.delete(name);
    try {
      await changing;
    } finally {
      this.#read.delete(name);
    }
  }
}
