#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { openBrowser, NpmCode } from './npmCode.js';
import { packageFolder } from './packageExtension.js';

/** Lines of VS Code's output that are not about the extension. */
const NOISE =
  /AgentHost|extension request ERRORED|open-vsx\.org|ChatModelSelection|AccountPolicyGate|DialogService/;
const LIMIT_MILLISECONDS = 600_000;

/**
 * Stands in for desktop VS Code's executable: takes the arguments that test-electron's `runTests`
 * gives, runs the extension's tests in the extension host of the npm-provided VS Code, and ends with
 * their exit code.
 */
async function main(args: readonly string[]): Promise<number> {
  const everyArgument = (name: string): readonly string[] =>
    args.filter((each) => each.startsWith(`--${name}=`)).map((each) => each.slice(name.length + 3));
  const [testsPath = ''] = everyArgument('extensionTestsPath');
  const folder = args.find((each) => !each.startsWith('-')) ?? process.cwd();
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-host-'));
  // The browser workbench takes one extension under development; the others are installed.
  const [developed = '', ...others] = everyArgument('extensionDevelopmentPath');
  for (const folder of others) {
    await NpmCode.installExtension(await packageFolder(folder), dataFolder);
  }
  const code = await NpmCode.start({ dataFolder, smokeTestDriver: true });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const exitCode = new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error('The tests did not end in time; did the workbench start them?'));
      }, LIMIT_MILLISECONDS);
      void page.exposeFunction('codeAutomationExit', (exit: number) => {
        clearTimeout(late);
        resolve(exit);
      });
    });
    await page.exposeFunction('codeAutomationLog', (_level: string, parts: unknown[]) => {
      const line = format(...parts);
      if (!NOISE.test(line)) console.log(line);
    });
    await page.goto(
      code.address(folder, [
        ['extensionDevelopmentPath', code.remotePath(developed)],
        ['extensionTestsPath', code.remotePath(`${testsPath}.js`)],
        ['extensionEnvironment', JSON.stringify(hostEnvironment())],
        ['skipWelcome', 'true'],
      ]),
    );
    return await exitCode;
  } finally {
    await browser.close();
    await code.stop();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Passes the MCP_TEST_ variables on to the tests in the extension host. */
function hostEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MCP_TEST_')));
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
