import * as vscode from 'vscode';

/** The models that VS Code offers, asked for when they are first needed, and again when they have changed. */
export class LanguageModels implements vscode.Disposable {
  #known: readonly vscode.LanguageModelChat[] = [];
  #listener: vscode.Disposable | undefined;

  async list(): Promise<readonly vscode.LanguageModelChat[]> {
    this.#listener ??= vscode.lm.onDidChangeChatModels(() => {
      this.#known = [];
    });
    if (this.#known.length === 0) this.#known = await vscode.lm.selectChatModels();
    return this.#known;
  }

  dispose(): void {
    this.#listener?.dispose();
  }
}
