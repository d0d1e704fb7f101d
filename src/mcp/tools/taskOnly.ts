import type { Tool } from '@modelcontextprotocol/client';
import { oneLine, SummarizeError } from '../../common/errors.js';

/** What a list of tools says about one that cannot be called. */
export const TASK_ONLY_NOTE = 'runs only as a task, which is not supported';

/** Whether a tool runs only as a task (MCP 2025-11-25, basic/utilities/tasks), which this client does not support. */
export function isTaskOnly({ execution }: Pick<Tool, 'execution'>): boolean {
  return execution?.taskSupport === 'required';
}

/**
 * Refuses to call a tool that runs only as a task.
 *
 * @throws {SummarizeError} `toolNotFound`
 */
export function assertCallable(tool: Pick<Tool, 'name' | 'execution'>, serverName: string): void {
  if (!isTaskOnly(tool)) return;
  throw new SummarizeError(
    'toolNotFound',
    `The tool ${oneLine(tool.name, 60)} of ${serverName} ${TASK_ONLY_NOTE}; choose another tool.`,
  );
}
