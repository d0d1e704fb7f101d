import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../host/packageExtension.js';

let packaging: Promise<string> | undefined;

/** The VSIX, packaged once for all windows, or for the whole test run. */
export function packagedExtension(): Promise<string> {
  const { MCP_TEST_VSIX: made } = process.env;
  packaging ??= made === undefined ? packageExtension('mcp-summarize-test.vsix') : Promise.resolve(made);
  return packaging;
}

/** The file with the machine settings of a window's folder. */
export function machineSettings(folder: string): string {
  return path.join(folder, 'data', 'data', 'Machine', 'settings.json');
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value, undefined, 2));
}
