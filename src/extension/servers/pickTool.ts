import type { Tool } from '@modelcontextprotocol/client';
import * as vscode from 'vscode';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { recipientOf } from '../../mcp/serverEntry.js';
import { isTaskOnly, TASK_ONLY_NOTE } from '../../mcp/tools/taskOnly.js';
import { takesText } from '../../mcp/tools/toolArguments.js';
import { harmless } from '../notify/messages.js';
import { BUNDLED } from './servers.js';
import { readServers, SECTION } from '../settings.js';

type Item<T> = vscode.QuickPickItem & { readonly value: T };

/**
 * Asks for a server.
 *
 * @param title what it is for
 * @returns `BUNDLED`, the name of one in the settings, or undefined if the user dismissed the question
 * @throws {SummarizeError} `badSetting`
 */
export async function pickServer(title: string): Promise<string | undefined> {
  const items: Item<string | undefined>[] = [
    { label: 'MCP Summarize server', description: 'bundled', value: BUNDLED },
    ...Array.from(readServers(), ([name, entry]) => ({
      label: harmless(name),
      description: harmless(
        entry instanceof SummarizeError ? entry.message : 'url' in entry ? entry.url : recipientOf(entry),
      ),
      value: name,
    })),
    { label: '$(gear) Add Server…', description: 'in the settings', value: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Select a server',
    matchOnDescription: true,
  });
  if (chosen !== undefined && chosen.value === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.server`);
  }
  return chosen?.value;
}

/** Asks for a tool; those that take text come first. */
export async function pickTool(serverName: string, tools: readonly Tool[]): Promise<Tool | undefined> {
  const itemOf = (tool: Tool): Item<Tool> => ({
    label: harmless(oneLine(tool.title ?? tool.name, 60)),
    description: [
      ...(tool.title === undefined ? [] : [harmless(oneLine(tool.name, 60))]),
      ...(isTaskOnly(tool) ? [TASK_ONLY_NOTE] : []),
    ].join(' · '),
    detail: harmless(oneLine(tool.description ?? '', 200)),
    value: tool,
  });
  const without = tools.filter((tool) => !takesText(tool)).map(itemOf);
  const separator: Item<undefined> = {
    label: 'do not use the selection',
    kind: vscode.QuickPickItemKind.Separator,
    value: undefined,
  };
  const items: Item<Tool | undefined>[] = [
    ...tools.filter(takesText).map(itemOf),
    ...(without.length === 0 ? [] : [separator, ...without]),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: harmless(`Tools of ${oneLine(serverName, 60)}`),
    placeHolder: 'Select a tool',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.value;
}
