import { SummarizeError } from '../errors.js';

/** How to start an MCP server over stdio. */
export interface ServerLaunch {
  /** What a person calls the server. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the SDK's short list of harmless variables; never a key of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `auto` asks the server which protocol era it speaks, with a second, short-lived process;
   * `legacy` (up to 2025-11-25) is for servers that are known to speak it.
   */
  readonly era: 'legacy' | 'auto';
}

/**
 * Our own server, `dist/server.js`. The program that runs us runs it too: in desktop VS Code that is
 * Electron, which is Node only when it is told so.
 *
 * @param script absolute path of the server's bundle
 */
export function bundledServer(script: string): ServerLaunch {
  return {
    name: 'MCP Summarize server',
    command: process.execPath,
    args: [script],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    era: 'legacy',
  };
}

/** A server that a person named on the command line, as words. */
export function namedServer(words: readonly string[]): ServerLaunch {
  const [command, ...args] = words;
  if (command === undefined) throw new SummarizeError('usage', '--server needs a command; see --help.');
  return { name: command, command, args, era: 'auto' };
}
