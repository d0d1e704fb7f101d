import * as vscode from 'vscode';

/** Lines of a document, from 1. */
interface Lines {
  readonly fromLine: number;
  readonly toLine: number;
}

/**
 * Marks lines in the margin of a document's editors, until it is disposed of, or the document changes.
 */
export function markLines(document: vscode.TextDocument, lines: readonly Lines[]): vscode.Disposable {
  const color = new vscode.ThemeColor('editorInfo.foreground');
  const type = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: color,
    overviewRulerColor: color,
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  const ranges = lines.map(({ fromLine, toLine }) => new vscode.Range(fromLine - 1, 0, toLine - 1, 0));
  const show = (editors: readonly vscode.TextEditor[]): void => {
    for (const editor of editors) if (editor.document === document) editor.setDecorations(type, ranges);
  };
  show(vscode.window.visibleTextEditors);
  const marks = vscode.Disposable.from(
    type,
    // An editor that comes back is another one.
    vscode.window.onDidChangeVisibleTextEditors(show),
    vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && change.contentChanges.length > 0) marks.dispose();
    }),
  );
  return marks;
}
