import type { Tool } from '@modelcontextprotocol/client';
import * as vscode from 'vscode';
import { oneLine, SummarizeError, toSummarizeError } from '../errors.js';
import { assertFitsOneMessage } from '../limits.js';
import type { ServerConnection } from '../mcp/connection.js';
import { argumentsOf, missingArguments, textArguments } from '../mcp/toolArguments.js';
import { askForArguments, askForTextArgument } from '../vscode/askForArguments.js';
import { showFailure } from '../vscode/messages.js';
import { PreviewedCall, withCancellableProgress } from '../vscode/previewedCall.js';
import { selectedText } from '../vscode/selection.js';
import { BUNDLED } from '../vscode/servers.js';
import type { Services } from '../vscode/services.js';
import { readServers, SECTION } from '../vscode/settings.js';

/**
 * Gives the selection, or the whole document, to a tool of a server that the person picks, and shows
 * its result in a preview beside the editor.
 */
export async function runToolOnSelection(services: Services): Promise<void> {
  try {
    const selected = selectedText(vscode.window.activeTextEditor);
    assertFitsOneMessage(selected.text);
    const server = await pickServer();
    if (server === undefined) return;
    const connection = await (await services.servers()).connection(server);
    if (connection === undefined) return;
    const tool = await pickTool(connection);
    if (tool === undefined) return;
    const values = await collectArguments(tool, selected.text);
    if (values === undefined) return;
    const { title, part, wholeDocument } = selected;
    const serverName = connection.server.name;
    const call = new PreviewedCall(services, {
      title: `${oneLine(tool.title ?? tool.name, 60)} with ${wholeDocument ? 'the whole' : part} of ${title}`,
      shown: {
        title,
        part: wholeDocument ? 'the whole document (nothing was selected)' : part,
        tool: oneLine(tool.name, 60),
        server: serverName,
      },
      identity: JSON.stringify([selected.identity, server, tool.name, values]),
      connect: async () => await (await services.servers()).connection(server),
      perform: async (options) => {
        const { runTool } = await import('../runTool.js');
        return await runTool(tool.name, values, options);
      },
    });
    await call.run();
  } catch (error) {
    const failure = toSummarizeError(error);
    if (failure.code === 'cancelled') return;
    services.log.warn(`Run Tool on Selection ended: ${failure.code}.`);
    const step = await showFailure(failure);
    if (step === 'openSettings') await openServerSettings();
    else if (step === 'showLog') services.log.show();
    else if (step === 'retry') await runToolOnSelection(services);
  }
}

interface ServerItem extends vscode.QuickPickItem {
  readonly server: string | undefined;
}

async function pickServer(): Promise<string | undefined> {
  const items: ServerItem[] = [
    { label: 'MCP Summarize server', description: 'bundled', server: BUNDLED },
    ...Array.from(readServers(), ([name, entry]) => ({
      label: name,
      description: 'url' in entry ? entry.url : [entry.command, ...entry.args].join(' '),
      server: name,
    })),
    { label: '$(gear) Add a Server…', description: `the setting ${SECTION}.servers`, server: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Run Tool on Selection',
    placeHolder: 'Which server?',
    matchOnDescription: true,
  });
  if (chosen !== undefined && chosen.server === undefined) await openServerSettings();
  return chosen?.server;
}

async function openServerSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.server`);
}

async function pickTool(connection: ServerConnection): Promise<Tool | undefined> {
  const { name } = connection.server;
  const tools = await withCancellableProgress(`Asking ${name} for its tools`, async (_, signal) =>
    connection.listTools(signal),
  );
  if (tools.length === 0) {
    throw new SummarizeError('toolNotFound', `${name} offers no tools; choose another server.`, [
      'retry',
      'showLog',
    ]);
  }
  const takesText = (tool: Tool): boolean => textArguments(argumentsOf(tool)).length > 0;
  const itemOf = (tool: Tool): vscode.QuickPickItem & { readonly tool: Tool } => ({
    label: oneLine(tool.title ?? tool.name, 60),
    description: tool.title === undefined ? '' : oneLine(tool.name, 60),
    detail: oneLine(tool.description ?? '', 200),
    tool,
  });
  const without = tools.filter((tool) => !takesText(tool)).map(itemOf);
  const separator = {
    label: 'take no text: the selection is not used',
    kind: vscode.QuickPickItemKind.Separator,
  };
  const items = [
    ...tools.filter(takesText).map(itemOf),
    ...(without.length === 0 ? [] : [{ ...separator, tool: undefined }, ...without]),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Tools of ${oneLine(name, 60)}`,
    placeHolder: 'Which tool?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.tool;
}

/** The selection in its place, and what else the tool requires, from the person. */
async function collectArguments(
  tool: Tool,
  text: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const declared = argumentsOf(tool);
  const title = oneLine(tool.title ?? tool.name, 60);
  const candidates = textArguments(declared);
  const target = candidates.length === 0 ? undefined : await askForTextArgument(title, candidates);
  if (candidates.length > 0 && target === undefined) return undefined;
  const given = target === undefined ? {} : { [target.name]: text };
  const asked = await askForArguments(title, missingArguments(declared, given));
  return asked === undefined ? undefined : { ...given, ...asked };
}
