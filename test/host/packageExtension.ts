import path from 'node:path';
import { PROVISIONED, ROOT } from '../support/paths.js';
import { npm, run } from '../support/processes.js';

/** Makes the VSIX that a marketplace would get, and says where it is. */
export async function packageExtension(name: string): Promise<string> {
  const vsix = path.join(PROVISIONED, name);
  const [command, ...first] = npm();
  await run(command, [...first, 'run', '--silent', 'package', '--', '--out', vsix], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return vsix;
}
