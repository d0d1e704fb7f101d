import * as vscode from 'vscode';
import * as z from 'zod';
import { activeSource } from '../sources/activeTab.js';
import { filesText } from '../sources/files.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);

/**
 * Summarizes whole files: those that are selected in the Explorer, folders included, the one of a tab, or what the
 * active tab shows.
 *
 * @param one what was clicked
 * @param all what is selected, if the menu knows: the Explorer's files, but a tab gives something else
 */
export async function summarizeFile(services: Services, one?: unknown, all?: unknown): Promise<void> {
  const clicked = uri.safeParse(one).data;
  const selected = z.array(uri).min(1).safeParse(all).data;
  const chosen = selected ?? (clicked === undefined ? [] : [clicked]);
  // In the Explorer it is the file that is meant, whatever tab shows it.
  const isActive = selected === undefined && (clicked === undefined || isShown(clicked));
  const { log } = services;
  await summarizeSource(services, {
    name: 'Summarize File',
    read: isActive ? activeSource('all') : async (signal) => await filesText(chosen, { signal, log }),
  });
}

/** Whether the active tab shows a file, perhaps as more than its text: a comparison, a notebook. */
function isShown(file: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const shown =
    input instanceof vscode.TabInputTextDiff
      ? [input.original, input.modified]
      : input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook
        ? [input.uri]
        : [];
  return shown.some((uri) => uri.toString() === file.toString());
}
