import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { ReadSource, SourceText } from './sourceText.js';

/** A tool of VS Code's own that tells about the active terminal, and the words before what it tells. */
interface TerminalTool {
  readonly name: string;
  readonly before: string;
}

const SELECTION: TerminalTool = {
  name: 'terminal_selection',
  before: "The active terminal's selection:",
};
const LAST_COMMAND: TerminalTool = {
  name: 'terminal_last_command',
  before: 'It has the following output:',
};

/**
 * What is selected in the active terminal, or else the last command and its output. Extensions can read no terminal,
 * but VS Code's tools for chat can, which any extension may call; they record nothing, and work for what ran before
 * this extension was loaded. Where they are missing, VS Code's copy commands take the way through the clipboard, which
 * then holds again what it held. Again, it is the same text.
 */
export function terminalText(): ReadSource {
  let read: SourceText | undefined;
  return async () => {
    const terminal = vscode.window.activeTerminal;
    if (read === undefined && terminal === undefined)
      throw nothing('There is no terminal; open one and run a command.');
    return (read ??= await readTerminal(terminal?.name ?? ''));
  };
}

async function readTerminal(name: string): Promise<SourceText> {
  const selection = (await askTool(SELECTION)) ?? '';
  if (selection.trim() !== '') return sourceFrom(selection, { title: 'Terminal selection', name });
  const output = hasTool(LAST_COMMAND)
    ? await askTool(LAST_COMMAND)
    : await copied('workbench.action.terminal.copyLastCommandAndLastCommandOutput');
  if (output !== undefined && output.trim() !== '')
    return sourceFrom(output, { title: 'Last command', name });
  throw nothing(
    'Nothing is selected in this terminal, and its last command has no output that VS Code knows of. ' +
      'Select some text in the terminal, and try again.',
  );
}

function sourceFrom(
  text: string,
  { title, name }: { readonly title: string; readonly name: string },
): SourceText {
  return {
    text: text.trimEnd(),
    title,
    part: `in ${name}`,
    lines: '',
    firstLine: undefined,
    languageId: 'plaintext',
    identity: ['terminal', title, name].join(' '),
  };
}

function hasTool({ name }: TerminalTool): boolean {
  return vscode.lm.tools.some((tool) => tool.name === name);
}

/** @returns undefined if the tool is missing, or has nothing to tell */
async function askTool(tool: TerminalTool): Promise<string | undefined> {
  if (!hasTool(tool)) return undefined;
  const { content } = await vscode.lm.invokeTool(tool.name, { input: {}, toolInvocationToken: undefined });
  const text = content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
  // The last command comes with its directory and exit code, which say what went wrong.
  return text.includes(tool.before) ? text.replace(`${SELECTION.before}\n`, '') : undefined;
}

/** What a command copies. An image in the clipboard could not be put back, so then nothing is copied. */
async function copied(command: string): Promise<string | undefined> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  if (before === '') {
    throw nothing('Copy the text in the terminal, and use “Summarize Clipboard”.');
  }
  try {
    await vscode.commands.executeCommand(command);
    const after = await clipboard.readText();
    return after === before ? undefined : after;
  } finally {
    await clipboard.writeText(before);
  }
}

function nothing(message: string): SummarizeError {
  return new SummarizeError('nothingToSummarize', message);
}
