import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROVISIONED, ROOT, SAMPLE_FILE, SAMPLE_FOLDER } from '../support/paths.js';
import { run } from '../support/processes.js';
import { packageExtension } from './packageExtension.js';
import { NpmCode } from './npmCode.js';

const PORT = 8137;
const OFFLINE = { 'mcpSummarize.provider': 'offline' };
/** Our own sample needs no trust prompt. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** `npm start`: VS Code with the extension and a sample text, offline, so that Summarize works at once. */
async function main(): Promise<void> {
  const desktop = process.env.MCP_START_HOST === 'npm' ? undefined : findOnPath('code');
  if (desktop === undefined) await startInBrowser();
  else await startDesktop(desktop);
}

/** Uses its own profile, separate from the user's settings and extensions. */
async function startDesktop(code: string): Promise<void> {
  const profile = path.join(PROVISIONED, 'start-desktop');
  await writeSettings(path.join(profile, 'User', 'settings.json'), { ...SETTINGS, ...OFFLINE });
  console.log('Opening VS Code with the extension and a sample text…');
  const args = [
    `--extensionDevelopmentPath=${ROOT}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${path.join(profile, 'extensions')}`,
    ...['--new-window', SAMPLE_FOLDER, SAMPLE_FILE],
  ];
  const windows = process.platform === 'win32';
  await run(windows ? `"${code}"` : code, windows ? args.map((arg) => `"${arg}"`) : args, { shell: windows });
  console.log('Select some of the text, right-click it, and choose Summarize Selection.');
}

async function startInBrowser(): Promise<void> {
  const dataFolder = path.join(PROVISIONED, 'start-browser');
  await writeSettings(path.join(dataFolder, 'data', 'User', 'settings.json'), SETTINGS);
  await writeSettings(path.join(dataFolder, 'data', 'Machine', 'settings.json'), OFFLINE);
  console.log('No `code` command found; starting VS Code from npm in the browser instead.');
  await NpmCode.installExtension(await packageExtension('mcp-summarize-start.vsix'), dataFolder);
  const interrupted = untilInterrupted();
  const code = await NpmCode.start({ dataFolder, port: Number(process.env.PORT ?? PORT) });
  const address = code.address(SAMPLE_FOLDER, [['openFile', code.remotePath(SAMPLE_FILE)]]);
  console.log(`
Open this address in a browser on this machine:

  ${address}

Then select some of the text, right-click it, and choose Summarize Selection. Press Ctrl+C here to stop.
`);
  if ((await Promise.race([interrupted, code.ended()])) !== 'interrupted')
    throw new Error('VS Code ended unexpectedly.');
  await code.stop();
}

/**
 * Every signal counts, not only the first: npm sends on what a terminal has already sent to all of us, and the second
 * one must not end us before VS Code has ended.
 */
function untilInterrupted(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        resolve('interrupted');
      });
    }
  });
}

/** Writes settings only once, so that the user's changes stay. */
async function writeSettings(file: string, settings: object): Promise<void> {
  if (existsSync(file)) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(settings, undefined, 2));
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
