import * as vscode from 'vscode';
import { z } from 'zod';
import { oneLine, SummarizeError } from '../errors.js';
import { SECTION } from './settings.js';

const globs = z.array(z.string().min(1)).catch([]);

/**
 * Refuses a document that the person never wants to be sent. The globs of all scopes count together, so that
 * no workspace can take one away.
 *
 * @throws {SummarizeError} `fileIgnored`
 */
export function assertIsNotIgnored(document: vscode.TextDocument): void {
  const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } =
    vscode.workspace.getConfiguration(SECTION, document.uri).inspect('ignoredFiles') ?? {};
  const patterns = [defaultValue, globalValue, workspaceValue, workspaceFolderValue].flatMap((value) =>
    globs.parse(value),
  );
  const pattern = patterns.find((glob) => vscode.languages.match({ pattern: glob }, document) > 0);
  if (pattern === undefined) return;
  throw new SummarizeError(
    'fileIgnored',
    `This document is never sent: its name matches “${oneLine(pattern, 80)}” in the setting “ignoredFiles”; choose another document, or change the setting.`,
    ['openSettings'],
  );
}
