import type { StdioServer } from './serverDefinition.js';

/** All that our own server needs to know of its surroundings: where it may keep its compiled code, and what Windows needs. */
const INHERITED =
  process.platform === 'win32'
    ? ['HOMEDRIVE', 'HOMEPATH', 'LOCALAPPDATA', 'SYSTEMROOT', 'TEMP', 'USERPROFILE', 'XDG_CACHE_HOME']
    : ['HOME', 'XDG_CACHE_HOME'];

/**
 * Our own server, `dist/server.js`, run by the program that runs us: in desktop VS Code that is Electron, which acts
 * as Node only when told to.
 *
 * @param script absolute path of the server's bundle
 */
export function bundledServer(script: string): StdioServer {
  return {
    kind: 'stdio',
    name: 'MCP Summarize server',
    command: process.execPath,
    // The memory that V8 fills before it looks for garbage, in MB: less than its own 16 (see `npm run bench`).
    args: ['--max-semi-space-size=2', script],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    inherits: INHERITED,
    known: { era: 'legacy', repeatsCallId: true },
    isBundled: true,
  };
}
