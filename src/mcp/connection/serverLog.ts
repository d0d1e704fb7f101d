import { oneLine } from '../../common/errors.js';

/** A server's log message (MCP server/utilities/logging) as one line; anything but a string becomes JSON. */
export function describeServerLog(
  serverName: string,
  { level, data }: { readonly level: string; readonly data: unknown },
): string {
  return `[${serverName}, ${level}] ${oneLine(typeof data === 'string' ? data : JSON.stringify(data), 500)}`;
}
