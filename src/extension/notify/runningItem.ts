import * as vscode from 'vscode';
import { harmless } from './messages.js';

/** How long the end of work is told, in milliseconds. */
const TOLD_MILLISECONDS = 10_000;

/** Left of everything that extensions usually have there. */
const PRIORITY = 1000;

export type Report = (message: string) => void;

/**
 * Runs work that the status bar shows, so that nothing covers the text that is written meanwhile. A click on it stops
 * the work.
 *
 * @param title "Summarizing lines 3–20 of notes.md"
 * @param stop what a click runs
 */
export async function withRunningItem<T>(
  title: string,
  stop: vscode.Command,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, PRIORITY);
  const report = (message: string): void => {
    item.text = `$(loading~spin) ${harmless(message === '' ? title : `${title}: ${message}`)}`;
    item.accessibilityInformation = { label: `${title}, ${message}. ${stop.title}`, role: 'button' };
  };
  item.name = 'MCP Summarize: Progress';
  item.tooltip = stop.title;
  item.command = stop;
  report('');
  item.show();
  try {
    return await work(report);
  } finally {
    item.dispose();
  }
}

/**
 * Says for a moment that something is ready; a click goes there. A screen reader is told, which reads no status bar.
 */
export class ReadyMessage implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;
  #end: NodeJS.Timeout | undefined;

  tell(sentence: string, open: vscode.Command): void {
    this.dispose();
    if (vscode.workspace.getConfiguration('editor').get('accessibilitySupport') === 'on') {
      const given: readonly unknown[] = open.arguments ?? [];
      void vscode.window.showInformationMessage(harmless(sentence), open.title).then((chosen) => {
        if (chosen !== undefined) void vscode.commands.executeCommand(open.command, ...given);
      });
      return;
    }
    const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, PRIORITY);
    item.name = 'MCP Summarize: Ready';
    item.text = `$(check) ${harmless(sentence)}`;
    item.tooltip = open.title;
    item.command = open;
    item.show();
    this.#item = item;
    this.#end = setTimeout(() => {
      this.dispose();
    }, TOLD_MILLISECONDS);
  }

  /** Ends the message. */
  dispose(): void {
    clearTimeout(this.#end);
    this.#item?.dispose();
    this.#item = undefined;
  }
}
