import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { PROVISIONED } from './paths.js';
import { finished } from './processes.js';

export interface PythonPackages {
  /** The folder in `.vscode-test/`. */
  readonly name: string;
  /** As pip names them, versions included. */
  readonly packages: readonly string[];
  /** A module that is there when they are. */
  readonly module: string;
  /** Variables of the environment that the packages are built with. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A Python with packages, installed into `.vscode-test/`, once.
 *
 * @throws {Error} that says what cannot be had
 */
export async function provisionPython({ name, packages, module, env = {} }: PythonPackages): Promise<string> {
  const folder = path.join(PROVISIONED, name);
  const windows = process.platform === 'win32';
  const python = path.join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python');
  if (existsSync(python) && (await succeeds(python, ['-c', `import ${module}`]))) return python;
  await rm(folder, { recursive: true, force: true });
  const system = windows ? 'python' : 'python3';
  if (!(await succeeds(system, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']))) {
    throw new Error(`Python 3.10 or later cannot be had here (${system}), so this suite cannot run.`);
  }
  if (!(await succeeds(system, ['-m', 'venv', folder]))) {
    throw new Error('Python cannot make a virtual environment here, so this suite cannot run.');
  }
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  if (!(await succeeds(python, install, { ...process.env, ...env }))) {
    throw new Error(
      `The Python packages ${packages.join(', ')} cannot be had here, so this suite cannot run.`,
    );
  }
  return python;
}

async function succeeds(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  return await finished(command, args, { env }).then(
    ({ code }) => code === 0,
    () => false,
  );
}
