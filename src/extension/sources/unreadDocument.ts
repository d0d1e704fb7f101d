import * as vscode from 'vscode';

/**
 * A document that was not opened, for `languages.match`, which asks a document for its URI and language. VS Code has
 * no other way to match a glob; opening a thousand files for it would take minutes.
 */
export function unreadDocument(uri: vscode.Uri): vscode.TextDocument {
  const nothing = (): never => {
    throw new Error('This document was not opened.');
  };
  return {
    uri,
    fileName: uri.fsPath,
    languageId: 'plaintext',
    isUntitled: false,
    isDirty: false,
    isClosed: true,
    encoding: 'utf8',
    version: 0,
    eol: vscode.EndOfLine.LF,
    lineCount: 0,
    save: nothing,
    lineAt: nothing,
    offsetAt: nothing,
    positionAt: nothing,
    getText: nothing,
    getWordRangeAtPosition: nothing,
    validateRange: nothing,
    validatePosition: nothing,
  };
}
