import path from 'node:path';
import Mocha from 'mocha';
import CountingReporter from '../support/countingReporter.js';

/** Runs the host suite inside the extension host; VS Code calls this. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: true, reporter: CountingReporter });
  const { MCP_TEST_FILE: only } = process.env;
  const all = [
    'summarize',
    'summaryDocuments',
    'languageModel',
    'proxy',
    'ignoredFiles',
    'secretsQuestion',
    'files',
    'changes',
    'activeTab',
    'keptSummaries',
    'retirement',
    'chat',
    'modelQuestion',
    'askSource',
    'runs',
    'protectedFiles',
  ];
  for (const name of only === undefined ? all : [only])
    mocha.addFile(path.join(import.meta.dirname, `${name}.test.js`));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${String(failures)} tests failed in the extension host.`);
}
