import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PROVISIONED, ROOT, SAMPLE_FILE, SAMPLE_FOLDER } from '../support/paths.js';
import { npm, run } from '../support/processes.js';
import { NpmCode } from './npmCode.js';

const PORT = 8137;

/** `npm start`: VS Code with the extension and a sample text, offline, so that Summarize works at once. */
async function main(): Promise<void> {
  const desktop = process.env.MCP_START_HOST === 'npm' ? undefined : findOnPath('code');
  if (desktop === undefined) await startInBrowser();
  else await startDesktop(desktop);
}

async function startDesktop(code: string): Promise<void> {
  console.log('Opening VS Code with the extension and a sample text…');
  const args = [`--extensionDevelopmentPath=${ROOT}`, '--new-window', SAMPLE_FOLDER, SAMPLE_FILE];
  const windows = process.platform === 'win32';
  await run(windows ? `"${code}"` : code, windows ? args.map((arg) => `"${arg}"`) : args, { shell: windows });
  console.log('Select some of the text, right-click it, and choose Summarize Selection.');
}

async function startInBrowser(): Promise<void> {
  const dataFolder = path.join(PROVISIONED, 'start-data');
  await mkdir(dataFolder, { recursive: true });
  console.log('There is no `code` program here: VS Code comes from npm and opens in the browser.');
  const vsix = path.join(PROVISIONED, 'mcp-summarize-start.vsix');
  const [command, ...first] = npm();
  await run(command, [...first, 'run', '--silent', 'package', '--', '--out', vsix], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await NpmCode.installExtension(vsix, dataFolder);
  const code = await NpmCode.start({ dataFolder, port: Number(process.env.PORT ?? PORT) });
  const address = code.address(SAMPLE_FOLDER, [['openFile', code.remotePath(SAMPLE_FILE)]]);
  console.log(`
Open this address in a browser on this machine:

  ${address}

Then select some of the text, right-click it, and choose Summarize Selection. Ctrl-C here ends it.
Anyone on this machine can open the address while it runs.
`);
  const interrupted = new AbortController();
  const stop = (): void => {
    interrupted.abort();
    void code.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await code.ended();
  if (!interrupted.signal.aborted) throw new Error('VS Code ended unexpectedly.');
}

function findOnPath(program: string): string | undefined {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((candidate) => existsSync(candidate));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
