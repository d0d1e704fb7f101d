import type { Progress, Tool } from '@modelcontextprotocol/client';
import { oneLine } from '../errors.js';
import type { ServerSession } from './session.js';

/**
 * The definition that lets the SDK hand a round of input back to us: with an output schema it would
 * take such a round for a result without structured content.
 */
export async function withoutOutputSchema(
  session: ServerSession,
  name: string,
): Promise<{ readonly toolDefinition?: Tool }> {
  const tool = (await session.tools()).find((candidate) => candidate.name === name);
  if (tool?.outputSchema === undefined) return {};
  return { toolDefinition: { ...tool, outputSchema: undefined } };
}

/** A progress notification (MCP basic/utilities/progress) as a sentence. */
export function describeProgress({ progress, total, message }: Progress, serverName: string): string {
  const figures = total === undefined ? String(progress) : `${String(progress)} of ${String(total)}`;
  const words = oneLine(message ?? '', 120);
  return words === '' ? `${serverName}: ${figures}.` : `${serverName}: ${words} (${figures}).`;
}
