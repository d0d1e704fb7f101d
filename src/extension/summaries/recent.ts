import type * as vscode from 'vscode';

/** The most that is remembered, because each may hold a text. */
const MAX_REMEMBERED = 20;

/** What belongs to the documents that were written into last. */
export class Recent<T> {
  readonly #remembered = new Map<string, T>();

  remember(uri: vscode.Uri, value: T): void {
    const key = uri.toString();
    this.#remembered.delete(key);
    this.#remembered.set(key, value);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }

  get(uri: vscode.Uri): T | undefined {
    return this.#remembered.get(uri.toString());
  }
}
