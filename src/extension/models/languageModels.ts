import * as vscode from 'vscode';

/** The models that VS Code offers, asked for when they are first needed, and again when they have changed. */
export class LanguageModels implements vscode.Disposable {
  #known: readonly vscode.LanguageModelChat[] = [];
  /** How often they have changed. */
  #changes = 0;
  #listener: vscode.Disposable | undefined;

  async list(): Promise<readonly vscode.LanguageModelChat[]> {
    this.#listener ??= vscode.lm.onDidChangeChatModels(() => {
      this.#known = [];
      this.#changes++;
    });
    if (this.#known.length > 0) return this.#known;
    const changes = this.#changes;
    const models = await vscode.lm.selectChatModels();
    // What has changed meanwhile is asked for again the next time.
    if (changes === this.#changes) this.#known = models;
    return models;
  }

  dispose(): void {
    this.#listener?.dispose();
  }
}
