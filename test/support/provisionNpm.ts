import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npm } from '../npmPackages.mjs';
import { PROVISIONED } from './paths.js';
import { finished } from './processes.js';

/**
 * A program with packages of npm, installed into `.vscode-test/`, once.
 *
 * @param packages as npm names them, versions included
 * @param program is copied beside them, so that it finds them
 * @returns the copy
 * @throws {Error} that says what cannot be had
 */
export async function provisionNpm(packages: readonly string[], program: string): Promise<string> {
  const folder = path.join(PROVISIONED, `npm-${path.basename(program, '.mjs')}`);
  const done = path.join(folder, 'installed.txt');
  if (!existsSync(done)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"private": true}');
    const [command, ...first] = npm();
    const words = [...first, 'install', '--no-audit', '--no-fund', '--loglevel=error', ...packages];
    const { code, stderr } = await finished(command, words, {
      cwd: folder,
      shell: process.platform === 'win32' && first.length === 0,
    });
    if (code !== 0) throw new Error(`The npm packages ${packages.join(', ')} cannot be had here: ${stderr}`);
    await writeFile(done, packages.join('\n'));
  }
  const copy = path.join(folder, 'server.mjs');
  await copyFile(program, copy);
  return copy;
}
