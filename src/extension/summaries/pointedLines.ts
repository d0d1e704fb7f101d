import * as vscode from 'vscode';
import type { LineRange, SummaryState } from '../../summary/state.js';

/** `/point/3-5/src/parse.ts`, or `/point/` when nothing is pointed at any more. No document's path has two parts. */
const ASKED = /^\/(point|open)\/(?:([1-9]\d{0,6})-([1-9]\d{0,6})(\/.*))?$/s;
const NUMBER = /^\d{1,15}$/;

/** High contrast has a border and no background, other themes the reverse: a color that a theme lacks is transparent. */
const POINTED_AT: vscode.DecorationRenderOptions = {
  isWholeLine: true,
  backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
  border: '1px solid',
  borderColor: new vscode.ThemeColor('editor.wordHighlightBorder'),
  overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  overviewRulerLane: vscode.OverviewRulerLane.Full,
};

/** Whether it is not a document, but what the script in its preview (`media/previewLines.js`) asks for. */
export function isAskedByPreview({ path }: vscode.Uri): boolean {
  return ASKED.test(path);
}

/** Marks the lines that a summary's link leads to while it is pointed at. */
export class PointedLines implements vscode.Disposable {
  /** A preview that is closed, or no longer in front, says nothing any more. */
  readonly #tabs = vscode.window.tabGroups.onDidChangeTabs(() => {
    this.#end();
  });
  #marks: vscode.TextEditorDecorationType | undefined;
  #last = 0;

  /** Does what a preview asks for. Nothing in it is trusted: at most, it has lines of the source marked, or shown. */
  take(
    { path, query }: vscode.Uri,
    summary?: { readonly uri: vscode.Uri; readonly state: SummaryState },
  ): void {
    // One request may overtake another.
    if (!NUMBER.test(query) || Number(query) <= this.#last) return;
    this.#last = Number(query);
    this.#end();
    const [, what, from, to, leadsTo] = ASKED.exec(path) ?? [];
    if (summary === undefined || leadsTo === undefined) return;
    const { uri, state } = summary;
    // The model may have written a link to another file.
    if (leadsTo !== uri.path && leadsTo !== decodeURIComponent(state.link ?? '')) return;
    const lines = { from: Number(from), to: Number(to) };
    if (what === 'point') this.#mark(state, lines);
    else void vscode.commands.executeCommand('mcpSummarize.goToSource', uri, lines);
  }

  dispose(): void {
    this.#tabs.dispose();
    this.#end();
  }

  #mark({ document }: SummaryState, { from, to }: LineRange): void {
    const type = vscode.window.createTextEditorDecorationType(POINTED_AT);
    const range = new vscode.Range(from - 1, 0, to - 1, 0);
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === document) editor.setDecorations(type, [range]);
    this.#marks = type;
  }

  #end(): void {
    this.#marks?.dispose();
    this.#marks = undefined;
  }
}
