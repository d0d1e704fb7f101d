import * as vscode from 'vscode';
import { oneLine, toSummarizeError } from '../../common/errors.js';
import { parseArgument, textArguments, type ToolArgument } from '../../mcp/tools/toolArguments.js';
import { harmless } from '../notify/messages.js';

/**
 * Asks for the values of a tool's arguments one by one, in the order of its schema.
 *
 * @returns undefined if the user dismissed a question
 */
export async function askForArguments(
  title: string,
  toolArguments: readonly ToolArgument[],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const values: [string, unknown][] = [];
  for (const [index, argument] of toolArguments.entries()) {
    const step = toolArguments.length > 1 ? ` (${String(index + 1)} of ${String(toolArguments.length)})` : '';
    const typed = await askFor(harmless(`${title}${step}`), argument);
    if (typed === undefined) return undefined;
    values.push([argument.name, parseArgument(argument, typed)]);
  }
  return Object.fromEntries(values);
}

async function askFor(title: string, argument: ToolArgument): Promise<string | undefined> {
  const { kind, description } = argument;
  const prompt = harmless(description === '' ? argument.title : `${argument.title}: ${description}`);
  const choices = kind === 'boolean' ? ['true', 'false'] : argument.choices.map(String);
  if (choices.length > 0) {
    const items = choices.map((value) => ({ label: harmless(oneLine(value, 100)), value }));
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: prompt,
      ignoreFocusOut: true,
    });
    return chosen?.value;
  }
  const preset = argument.default;
  return await vscode.window.showInputBox({
    title,
    prompt,
    placeHolder: EXAMPLES[kind],
    ignoreFocusOut: true,
    ...(preset !== undefined && { value: typeof preset === 'string' ? preset : JSON.stringify(preset) }),
    validateInput: (value) => {
      try {
        parseArgument(argument, value);
        return undefined;
      } catch (error) {
        return harmless(toSummarizeError(error).message);
      }
    },
  });
}

const EXAMPLES: Readonly<Record<ToolArgument['kind'], string>> = {
  text: 'text',
  number: '0.5',
  integer: '10',
  boolean: 'true',
  choice: '',
  json: '{"a": [1, 2]}',
};

/**
 * The argument for the selection; asks if several take text.
 *
 * @returns undefined if there is none, or the user dismissed the question
 */
export async function askForTextArgument(
  title: string,
  declared: readonly ToolArgument[],
): Promise<ToolArgument | undefined> {
  const candidates = textArguments(declared);
  if (candidates.length <= 1) return candidates[0];
  const items = candidates.map((argument) => ({
    label: harmless(oneLine(argument.name, 60)),
    description: argument.required ? '' : 'optional',
    detail: harmless(argument.description),
    argument,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: harmless(title),
    placeHolder: 'Select the argument for the selected text',
    ignoreFocusOut: true,
  });
  return chosen?.argument;
}
