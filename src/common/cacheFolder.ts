import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where this program keeps what it can make again; undefined for a user without a home directory. */
export function cacheFolder(): string | undefined {
  try {
    return path.join(userCacheFolder(), 'mcp-summarize');
  } catch {
    return undefined;
  }
}

/**
 * Keeps the code that V8 compiles from now on for the next start. Not in the system's temporary folder, Node's default,
 * because other users could put code there.
 */
export function keepCompiledCode(): void {
  const folder = cacheFolder();
  if (folder !== undefined) enableCompileCache(path.join(folder, 'code'));
}

function userCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (process.platform === 'win32') return LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local');
  return path.join(homedir(), ...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
}
