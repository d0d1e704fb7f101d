import type { Tool } from '@modelcontextprotocol/client';
import { oneLine, SummarizeError } from '../common/errors.js';
import { assertFitsOneMessage } from '../common/limits.js';
import {
  argumentsOf,
  findTool,
  listNames,
  missingArguments,
  parseArgument,
  textArgument,
  takesText,
  textArguments,
  type ToolArgument,
} from '../mcp/tools/toolArguments.js';
import { isTaskOnly, TASK_ONLY_NOTE } from '../mcp/tools/taskOnly.js';
import { ask } from '../call/ask.js';
import { runTool, type ToolAnswer } from '../call/runTool.js';
import { summarize } from '../call/summarize.js';
import type { SummaryOptions } from '../call/summaryOptions.js';
import { isFree } from '../call/textSize.js';
import { ASK_TEXT_ARGUMENT, ASK_TOOL, QUESTION_ARGUMENT } from '../contract/ask.js';
import { SUMMARIZE_TOOL } from '../contract/summarize.js';
import type { CliOptions } from './options.js';
import type { ReadText } from './readSource.js';

export interface Sources {
  /** Reads the text that the command line names, as far as it may be sent. */
  readonly readText: () => Promise<ReadText>;
  /** What may be sent of an argument. */
  readonly check: (value: string) => Promise<string>;
}

/**
 * Calls the tool named on the command line with its arguments and, if those are not sufficient, a text.
 *
 * @throws {SummarizeError}
 */
export async function callTool(
  { tool: name = SUMMARIZE_TOOL, args, source, partTokens, cite }: CliOptions,
  { readText, check }: Sources,
  options: SummaryOptions,
): Promise<ToolAnswer> {
  const { connection } = options;
  const tools = await toolsOf(options);
  const tool = findTool(tools, name, connection.server.name);
  const declared = argumentsOf(tool);
  const given = readArguments(tool, declared, args);
  const suffice = missingArguments(declared, given).length === 0;
  const isNamed = source.kind !== 'standardInput';
  if (!isNamed && suffice) {
    // Text piped to a tool is meant for it, even if the tool does not require one.
    const isPiped = args.length === 0 && !process.stdin.isTTY && textArguments(declared).length > 0;
    const { text } = isPiped ? await readText() : { text: '' };
    if (text === '') return await runTool(tool.name, await checked(given, check), options);
    return await runTool(
      tool.name,
      { ...(await checked(given, check)), [textArgument(tool).name]: text },
      options,
    );
  }
  if (isNamed && textArguments(declared, given).length === 0 && takesText(tool)) {
    const what = source.kind === 'diff' ? '--diff' : 'FILE';
    throw wrong(`the tool ${oneLine(name, 60)} already has its text arguments, so ${what} cannot be used`);
  }
  const missing = missingArguments(declared, given);
  // There is no argument that a text could fill.
  if (missing.length > 0 && textArguments(declared, given).length === 0) throw needs(name, missing);
  const target = textArgument(tool, given);
  const others = missing.filter((argument) => argument.name !== target.name);
  if (others.length > 0) throw needs(name, others);
  const { text, style, ...about } = await readText();
  if (name === SUMMARIZE_TOOL) {
    return await summarize(text, {
      ...options,
      given: await checked(given, check),
      // Another server may have other styles.
      about: {
        ...aboutOf(about, partTokens),
        // The extract reads a log itself, and says where each of its lines stands.
        ...(isFree(options) ? { fold: false } : cite ? { cite } : {}),
        ...(connection.server.isBundled === true && { style }),
      },
    });
  }
  assertFitsOneMessage(text);
  return await runTool(tool.name, { ...(await checked(given, check)), [target.name]: text }, options);
}

/**
 * Asks a question about the text.
 *
 * @throws {SummarizeError}
 */
export async function askQuestion(
  question: string,
  { args, partTokens }: CliOptions,
  { readText, check }: Sources,
  options: SummaryOptions,
): Promise<ToolAnswer> {
  const tool = (await toolsOf(options)).find(({ name }) => name === ASK_TOOL);
  const given = tool === undefined ? {} : readArguments(tool, argumentsOf(tool), args);
  for (const name of [ASK_TEXT_ARGUMENT, QUESTION_ARGUMENT]) {
    if (Object.hasOwn(given, name)) throw wrong(`--ask and --arg ${name} cannot be combined`);
  }
  const { text, title, languageId } = await readText();
  return await ask(text, await check(question), {
    ...options,
    given: await checked(given, check),
    about: aboutOf({ title, languageId }, partTokens),
  });
}

async function toolsOf({ connection, events, signal }: SummaryOptions): Promise<readonly Tool[]> {
  return await connection.listTools(signal, (notice) => {
    events.onNotice(notice);
  });
}

function aboutOf(
  { title, languageId }: Pick<ReadText, 'title' | 'languageId'>,
  partTokens: number,
): NonNullable<SummaryOptions['about']> {
  return {
    ...(title !== undefined && { title }),
    ...(languageId !== undefined && { language_id: languageId }),
    part_tokens: partTokens,
  };
}

/** The arguments as they may be sent. */
async function checked(
  given: Readonly<Record<string, unknown>>,
  check: Sources['check'],
): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') entries.push([name, await check(value)]);
    else if (typeof value === 'object' && value !== null) {
      entries.push([name, JSON.parse(await check(JSON.stringify(value))) as unknown]);
    } else entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function readArguments(
  { name: toolName }: Tool,
  declared: readonly ToolArgument[],
  pairs: CliOptions['args'],
): Record<string, unknown> {
  const repeated = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (repeated !== undefined) throw wrong(`--arg ${oneLine(repeated[0], 60)} is given twice`);
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      const argument = declared.find((candidate) => candidate.name === name);
      if (argument === undefined) {
        const known = declared.length === 0 ? 'it takes none' : `it takes ${listNames(declared)}`;
        throw wrong(`the tool ${oneLine(toolName, 60)} has no argument ${oneLine(name, 60)}; ${known}`);
      }
      return [name, parseArgument(argument, value)];
    }),
  );
}

/** A server's tools in readable form. */
export function describeTools(tools: readonly Tool[]): string {
  const blocks = tools.map((tool) => {
    const lines = argumentsOf(tool).map(({ name, kind, required, choices, description }) => {
      const values =
        choices.length === 0 ? kind : choices.map((choice) => oneLine(String(choice), 40)).join(' | ');
      const words = description === '' ? '' : `  ${description}`;
      return `    ${oneLine(name, 60)} (${values}${required ? '' : ', optional'})${words}`;
    });
    const words = oneLine(tool.description ?? '', 300);
    const name = oneLine(tool.name, 120) + (isTaskOnly(tool) ? ` (${TASK_ONLY_NOTE})` : '');
    return [name, ...(words === '' ? [] : [`  ${words}`]), ...lines, ''].join('\n');
  });
  return blocks.length === 0 ? 'The server offers no tools.\n' : blocks.join('\n');
}

function needs(tool: string, missing: readonly ToolArgument[]): SummarizeError {
  const named = missing.map(({ name, kind }) => ({ name: `${name} (${kind})` }));
  return wrong(`the tool ${oneLine(tool, 60)} also needs ${listNames(named)}; pass it with --arg`);
}

function wrong(what: string): SummarizeError {
  return new SummarizeError('usage', `Wrong usage: ${what}; see --list-tools.`);
}
