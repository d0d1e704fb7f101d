import * as vscode from 'vscode';

/** Lines of a document, from 1. */
interface Lines {
  readonly fromLine: number;
  readonly toLine: number;
}

/**
 * Marks lines in the margin of a document's editors, until it is disposed of, or the document changes.
 *
 * @param icon stands before each line
 */
export function markLines(
  document: vscode.TextDocument,
  lines: readonly Lines[],
  icon: vscode.Uri,
): vscode.Disposable {
  const type = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    gutterIconPath: icon,
    gutterIconSize: 'contain',
    overviewRulerColor: new vscode.ThemeColor('editorInfo.foreground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  // The icon is put before each range.
  const ranges = lines.flatMap(({ fromLine, toLine }) =>
    Array.from({ length: toLine - fromLine + 1 }, (_, index) => {
      const line = fromLine - 1 + index;
      return new vscode.Range(line, 0, line, 0);
    }),
  );
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
