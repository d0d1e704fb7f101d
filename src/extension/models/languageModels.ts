import * as vscode from 'vscode';

/** The models that VS Code offers, listed on first use and again after they change. */
export class LanguageModels implements vscode.Disposable {
  #known: readonly vscode.LanguageModelChat[] = [];
  /** How many times they have changed. */
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
    // If they changed in the meantime, the next call lists them again.
    if (changes === this.#changes) this.#known = models;
    return models;
  }

  dispose(): void {
    this.#listener?.dispose();
  }
}
