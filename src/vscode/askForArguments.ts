import * as vscode from 'vscode';
import { oneLine, toSummarizeError } from '../errors.js';
import { parseArgument, type ToolArgument } from '../mcp/toolArguments.js';

/**
 * Asks for the values of a tool's arguments, one after the other, as its schema has them.
 *
 * @returns undefined when the person went no further
 */
export async function askForArguments(
  title: string,
  toolArguments: readonly ToolArgument[],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const values: [string, unknown][] = [];
  for (const [index, argument] of toolArguments.entries()) {
    const step = toolArguments.length > 1 ? ` (${String(index + 1)} of ${String(toolArguments.length)})` : '';
    const typed = await askFor(`${title}${step}`, argument);
    if (typed === undefined) return undefined;
    values.push([argument.name, parseArgument(argument, typed)]);
  }
  return Object.fromEntries(values);
}

async function askFor(title: string, argument: ToolArgument): Promise<string | undefined> {
  const { kind, description } = argument;
  const label = argument.title;
  const choices = kind === 'boolean' ? ['true', 'false'] : argument.choices.map(String);
  if (choices.length > 0) {
    return await vscode.window.showQuickPick(choices, {
      title,
      placeHolder: description === '' ? label : `${label}: ${description}`,
      ignoreFocusOut: true,
    });
  }
  const preset = argument.default;
  return await vscode.window.showInputBox({
    title,
    prompt: description === '' ? label : `${label}: ${description}`,
    placeHolder: EXAMPLES[kind],
    ignoreFocusOut: true,
    ...(preset !== undefined && { value: typeof preset === 'string' ? preset : JSON.stringify(preset) }),
    validateInput: (value) => {
      try {
        parseArgument(argument, value);
        return undefined;
      } catch (error) {
        return toSummarizeError(error).message;
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

/** Asks which of several arguments the selection goes into. */
export async function askForTextArgument(
  title: string,
  candidates: readonly ToolArgument[],
): Promise<ToolArgument | undefined> {
  if (candidates.length === 1) return candidates[0];
  const items = candidates.map((argument) => ({
    label: oneLine(argument.name, 60),
    detail: argument.description,
    argument,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which argument does the selection go into?',
    ignoreFocusOut: true,
  });
  return chosen?.argument;
}
