import * as vscode from 'vscode';

/** A run that can be stopped. */
interface Run {
  readonly uri: vscode.Uri;
  readonly abort: AbortController;
}

/** What is being written now, by document; a document has one run at a time. */
export class Runs implements vscode.Disposable {
  readonly #running = new Map<string, Run>();

  has(uri: vscode.Uri): boolean {
    return this.#running.has(uri.toString());
  }

  /** The caller must end it. */
  begin(uri: vscode.Uri): { readonly signal: AbortSignal; end(): void } {
    const key = uri.toString();
    const run = { uri, abort: new AbortController() };
    this.#running.set(key, run);
    this.#tell();
    return {
      signal: run.abort.signal,
      end: () => {
        if (this.#running.get(key) === run) this.#running.delete(key);
        this.#tell();
      },
    };
  }

  /**
   * Stops the run of a document, or else the newest one.
   *
   * @returns whether there was one
   */
  stop(uri: vscode.Uri | undefined): boolean {
    const run = (uri && this.#running.get(uri.toString())) ?? [...this.#running.values()].at(-1);
    run?.abort.abort();
    return run !== undefined;
  }

  /** For the menus: Stop is there while something runs. */
  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'mcpSummarize.running', [...this.#running.keys()]);
  }

  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }
}
