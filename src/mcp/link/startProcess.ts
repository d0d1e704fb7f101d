import spawn from 'cross-spawn';
import type { StdioServer } from '../serverDefinition.js';
import { ServerProcess } from './serverProcess.js';

/**
 * The variables that a server inherits unless its definition says otherwise: the SDKs' list (`getDefaultEnvironment`).
 * It is here too because their module loads a whole SDK, and a process can be started before that.
 */
const HARMLESS: readonly string[] =
  process.platform === 'win32'
    ? [
        'APPDATA',
        'COMSPEC',
        'HOMEDRIVE',
        'HOMEPATH',
        'LOCALAPPDATA',
        'PATH',
        'PATHEXT',
        'PROCESSOR_ARCHITECTURE',
        'PROGRAMDATA',
        'PROGRAMFILES',
        'PROGRAMFILES(X86)',
        'PROGRAMW6432',
        'SYSTEMDRIVE',
        'SYSTEMROOT',
        'TEMP',
        'USERNAME',
        'USERPROFILE',
        'WINDIR',
      ]
    : ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'];

/** The part of a server's definition that its process needs. */
export interface ProcessDefinition {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: StdioServer['env'] | undefined;
  /** The names of the variables that it inherits; by default `HARMLESS`. */
  readonly inherits?: StdioServer['inherits'] | undefined;
  readonly cwd?: string | undefined;
}

/**
 * Starts the process of a server. What it writes stays in its pipes until somebody reads it.
 *
 * @param stderr whether its standard error is to be read
 */
export function startProcess(
  { command, args, env, cwd, inherits = HARMLESS }: ProcessDefinition,
  stderr: 'pipe' | 'ignore' = 'pipe',
): ServerProcess {
  const child = spawn(command, args, {
    env: { ...inherited(inherits), ...env },
    stdio: ['pipe', 'pipe', stderr],
    windowsHide: true,
    ...(cwd !== undefined && { cwd }),
  });
  return new ServerProcess(child);
}

function inherited(names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = process.env[name];
    // A function that a shell has exported is code.
    return value === undefined || value.startsWith('()') ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
