import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { npm } from '../npmPackages.mjs';
import { PROVISIONED, ROOT } from '../support/paths.js';
import { run } from '../support/processes.js';

/** Packages an extension for tests; returns the path of the VSIX. */
export async function packageFolder(folder: string): Promise<string> {
  const vsix = await vsixAt(`${path.basename(folder)}.vsix`);
  const made = `${vsix}.${String(process.pid)}`;
  const vsce = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(process.execPath, [vsce, 'package', ...flags, '--out', made], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Another process may be installing the previous one.
  await rename(made, vsix);
  return vsix;
}

/** Packages the extension as for the marketplace; returns the path of the VSIX. */
export async function packageExtension(name: string): Promise<string> {
  const vsix = await vsixAt(name);
  const [command, ...first] = npm();
  await run(command, [...first, 'run', '--silent', 'package', '--', '--out', vsix], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return vsix;
}

async function vsixAt(name: string): Promise<string> {
  await mkdir(PROVISIONED, { recursive: true });
  return path.join(PROVISIONED, name);
}
