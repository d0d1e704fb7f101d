import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageExtension } from '../host/packageExtension.js';
import { SAMPLE_FILE } from '../support/paths.js';
import { QUIET_SETTINGS } from './quietSettings.js';

export interface CodeWindowOptions {
  /** Machine settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Opens the workspace in Restricted Mode, as if it were not trusted yet. */
  readonly restricted?: boolean;
  /** Files of the workspace besides the sample, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Adds to the workspace before the window opens. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** Folders of extensions to install besides ours. */
  readonly extensions?: readonly string[];
  /** The user's own settings, such as a theme. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly size?: { readonly width: number; readonly height: number };
  /** Workspace settings. */
  readonly workspaceSettings?: Readonly<Record<string, unknown>>;
}

let packaging: Promise<string> | undefined;

/** The VSIX, packaged once for all windows, or for the whole test run. */
export function packagedExtension(): Promise<string> {
  const { MCP_TEST_VSIX: made } = process.env;
  packaging ??= made === undefined ? packageExtension('mcp-summarize-test.vsix') : Promise.resolve(made);
  return packaging;
}

/** A new folder with a window's settings (`data`) and its workspace (`workspace`). */
export async function windowFolder(options: CodeWindowOptions): Promise<string> {
  const { settings, restricted = false, userSettings = {}, workspaceSettings = {}, files = {} } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-window-'));
  const workspace = path.join(folder, 'workspace');
  await writeJson(path.join(folder, 'data', 'data', 'User', 'settings.json'), {
    ...QUIET_SETTINGS,
    'security.workspace.trust.enabled': restricted,
    'security.workspace.trust.startupPrompt': 'never',
    ...userSettings,
  });
  await writeJson(machineSettings(folder), settings);
  await writeJson(path.join(workspace, '.vscode', 'settings.json'), workspaceSettings);
  await cp(SAMPLE_FILE, path.join(workspace, 'sample.md'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(workspace, name), text);
  await options.prepare?.(workspace);
  return folder;
}

/** The file with the machine settings of a window's folder. */
export function machineSettings(folder: string): string {
  return path.join(folder, 'data', 'data', 'Machine', 'settings.json');
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value, undefined, 2));
}
