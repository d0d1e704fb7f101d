import { oneLine } from '../../common/errors.js';

/** What a server writes to its client's log (MCP server/utilities/logging), as one line: mostly words, else JSON. */
export function describeServerLog(
  serverName: string,
  { level, data }: { readonly level: string; readonly data: unknown },
): string {
  return `[${serverName}, ${level}] ${oneLine(typeof data === 'string' ? data : JSON.stringify(data), 500)}`;
}
