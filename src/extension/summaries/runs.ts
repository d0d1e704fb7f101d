import * as vscode from 'vscode';

/** A run that can be stopped. */
interface Run {
  readonly uri: vscode.Uri;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** The most failed documents that are remembered; those of the chat never come back. */
const MAX_FAILED = 100;

/** What is being written now, by document; a document has one run at a time. */
export class Runs implements vscode.Disposable {
  readonly #running = new Map<string, Run>();
  /** Documents whose last run failed: their title offers a retry. */
  readonly #failed = new Set<string>();

  has(uri: vscode.Uri): boolean {
    return this.#running.has(uri.toString());
  }

  /** The caller must end it. */
  begin(uri: vscode.Uri): { readonly signal: AbortSignal; end(how: { readonly failed: boolean }): void } {
    const key = uri.toString();
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const run = { uri, abort: new AbortController(), ended };
    this.#running.set(key, run);
    this.#failed.delete(key);
    this.#tell();
    return {
      signal: run.abort.signal,
      end: ({ failed }) => {
        if (this.#running.get(key) === run) this.#running.delete(key);
        if (failed) this.#fail(key);
        this.#tell();
        resolve(undefined);
      },
    };
  }

  /**
   * Stops the run of a document.
   *
   * @returns whether there was one
   */
  stop(uri: vscode.Uri | undefined): boolean {
    const run = uri && this.#running.get(uri.toString());
    run?.abort.abort();
    return run !== undefined;
  }

  /** Stops the run of a document, and waits until nothing is written into it any more. */
  async end(uri: vscode.Uri): Promise<void> {
    const run = this.#running.get(uri.toString());
    run?.abort.abort();
    await run?.ended;
  }

  /** The document whose run began last. */
  get newest(): vscode.Uri | undefined {
    return [...this.#running.values()].at(-1)?.uri;
  }

  #fail(key: string): void {
    this.#failed.add(key);
    const [oldest] = this.#failed;
    if (this.#failed.size > MAX_FAILED && oldest !== undefined) this.#failed.delete(oldest);
  }

  /** For the menus: Stop is there while something runs. */
  #tell(): void {
    const tell = (name: string, keys: readonly string[]): void => {
      void vscode.commands.executeCommand('setContext', `mcpSummarize.${name}`, keys);
    };
    tell('running', [...this.#running.keys()]);
    tell('failed', [...this.#failed]);
  }

  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }
}
