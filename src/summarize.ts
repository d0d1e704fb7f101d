import { SummarizeError } from './errors.js';
import { assertFitsOneMessage } from './limits.js';
import { findTool, textArgument } from './mcp/toolArguments.js';
import { runTool, type CallOptions, type ToolAnswer } from './runTool.js';
import { SUMMARIZE_TOOL } from './server/contract.js';

/**
 * Summarizes a text with the tool `summarize` of whichever server it is.
 *
 * @throws {SummarizeError}
 */
export async function summarize(text: string, options: CallOptions): Promise<ToolAnswer> {
  const { connection, signal } = options;
  assertHasText(text);
  const tools = await connection.listTools(signal);
  const tool = findTool(tools, SUMMARIZE_TOOL, connection.server.name);
  return await runTool(tool.name, { [textArgument(tool).name]: text }, options);
}

/**
 * Refuses a text that is empty or does not fit, before anything is started or sent.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `textTooLarge`
 */
export function assertHasText(text: string): void {
  if (text.trim() === '') {
    throw new SummarizeError('nothingToSummarize', 'There is nothing to summarize: the text is empty.');
  }
  assertFitsOneMessage(text);
}
