import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { install, once, provisionNode } from '../npmPackages.mjs';
import { PROVISIONED, ROOT } from '../support/paths.js';
import { run } from '../support/processes.js';

/** VS Code 1.139.1 from npm, and the Node it runs on; variables can select an older VS Code. */
const CODE_SERVER = process.env.MCP_TEST_CODE_SERVER ?? '4.139.1';
const NODE_MAJOR = process.env.MCP_TEST_NODE ?? '24';
/** The newest version that our oldest Node can unpack: from 147.0.1 on, it needs Node 22.17. */
const CHROMIUM = '143.0.4';

export interface NpmHost {
  readonly node: string;
  /** VS Code's server and browser workbench. */
  readonly root: string;
}

/** Installs VS Code from npm packages into `.vscode-test/`, once. No native module is built. */
export async function provisionNpmHost(): Promise<NpmHost> {
  const folder = path.join(PROVISIONED, `npm-host-${CODE_SERVER}`);
  const modules = path.join(folder, 'node_modules');
  const host = {
    node: await provisionNode(NODE_MAJOR, PROVISIONED),
    root: path.join(modules, 'code-server', 'lib', 'vscode'),
  };
  await once(folder, async () => {
    console.log(`Installing VS Code (code-server ${CODE_SERVER}) from npm, once…`);
    await install(folder, [`code-server@${CODE_SERVER}`]);
    await install(host.root, ['--omit=dev']);
    await install(path.join(host.root, 'extensions'), ['--omit=dev']);
    await replaceNativeModules(path.join(host.root, 'node_modules', '@vscode'));
  });
  return host;
}

/**
 * Two of VS Code's modules would need a compiler. The watchdog is left out; the log writer gets a
 * stand-in, because log channels show what it writes to files.
 */
async function replaceNativeModules(modules: string): Promise<void> {
  await copyFile(
    path.join(ROOT, 'test', 'host', 'spdlogStandIn.cjs'),
    path.join(modules, 'spdlog', 'index.js'),
  );
  const watchdog = path.join(modules, 'native-watchdog');
  if (existsSync(watchdog)) await writeFile(path.join(watchdog, 'index.js'), 'exports.start = () => {};\n');
}

export interface Browser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An installed Chrome, Chromium or Edge, else Chromium from npm, with the libraries and fonts that come with it. */
export async function provisionBrowser(): Promise<Browser> {
  const installed = [
    process.env.CHROME_PATH,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((candidate) => candidate !== undefined && existsSync(candidate));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chrome, Chromium or Edge was found; install one, or name it in CHROME_PATH.');
  }
  const folder = path.join(PROVISIONED, `chromium-${CHROMIUM}`);
  await once(folder, async () => {
    console.log(`Installing Chromium ${CHROMIUM} from npm, once…`);
    await install(folder, [`@sparticuz/chromium@${CHROMIUM}`]);
    const fonts = `<fontconfig><dir>${path.join(folder, 'fonts')}</dir></fontconfig>`;
    await writeFile(path.join(folder, 'fonts.conf'), fonts);
    // The package unpacks into TMPDIR, and its libraries only if it believes it is on AWS Lambda.
    await run(
      process.execPath,
      ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath()"],
      { cwd: folder, env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' } },
    );
  });
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: path.join(folder, 'fonts.conf') }),
    },
  };
}
