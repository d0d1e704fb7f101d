import { isJSONRPCResultResponse, isSpecType, type JSONRPCMessage } from '@modelcontextprotocol/client';
import * as z from 'zod';

/** Malformed tools, by name, that were left out of a server's list. */
export class InvalidTools extends Error {
  override readonly name = 'InvalidTools';

  constructor(readonly names: readonly string[]) {
    super('Invalid tools');
  }
}

const anyTool = z.looseObject({ name: z.string().catch('?'), outputSchema: z.unknown().optional() });

/**
 * A list of tools (MCP server/tools, `tools/list`) without those that are malformed, because of which the SDK would
 * reject the whole list. Output schemas are left out too: in the older era the SDK rejects some valid ones, and their
 * regular expressions (`pattern`) could run forever on a result.
 */
export function withReadableTools(message: JSONRPCMessage): {
  readonly message: JSONRPCMessage;
  readonly invalid?: InvalidTools;
} {
  if (!isJSONRPCResultResponse(message) || !Array.isArray(message.result.tools)) return { message };
  const names: string[] = [];
  const tools = message.result.tools.flatMap((one: unknown) => {
    const { success, data } = anyTool.safeParse(one);
    const { outputSchema: _, ...tool } = success ? data : { name: '?' };
    if (isSpecType.Tool(tool)) return [tool];
    names.push(tool.name);
    return [];
  });
  const read = { ...message, result: { ...message.result, tools } };
  return { message: read, ...(names.length > 0 && { invalid: new InvalidTools(names) }) };
}
