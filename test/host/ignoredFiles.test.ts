import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { assertIsNotIgnored } from '../../src/extension/sources/ignoredFiles.js';
import { SAMPLE_FOLDER } from '../support/paths.js';

describe('Documents that are never sent', () => {
  const ignore = async (globs: readonly string[] | undefined): Promise<void> => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', globs, vscode.ConfigurationTarget.Global);
  };
  /** Whether it is ignored; it need not be on the disk. */
  const isIgnored = async (file: string): Promise<boolean> => {
    const uri = vscode.Uri.from({ scheme: 'untitled', path: path.resolve(SAMPLE_FOLDER, file) });
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      await assertIsNotIgnored(document);
      return false;
    } catch (error) {
      assert.equal(Reflect.get(Object(error), 'code'), 'fileIgnored');
      return true;
    }
  };
  afterEach(() => ignore(undefined));

  const CASES: readonly (readonly [glob: string, ignored: readonly string[], others: readonly string[]])[] = [
    ['secret/**', ['secret/a.md', 'secret/deep/b.md'], ['a.md', 'other/secret/a.md', '/tmp/secret/a.md']],
    ['./config/keys.json', ['config/keys.json'], ['config/keys.json.md', 'keys.json']],
    ['*.pem', ['a.pem', 'deep/b.pem', '/tmp/c.pem'], ['a.pem.md']],
    ['**/private/*', ['private/a.md', 'deep/private/a.md', '/tmp/private/a.md'], ['private.md']],
    ['/tmp/elsewhere/**', ['/tmp/elsewhere/a.md'], ['elsewhere/a.md', 'tmp/elsewhere/a.md']],
    [`${SAMPLE_FOLDER.replaceAll('\\', '/')}/here/*`, ['here/a.md'], ['there/a.md']],
  ];
  for (const [glob, ignored, others] of CASES) {
    it(`are those that match ${glob.replace(SAMPLE_FOLDER, '…')}`, async () => {
      await ignore([glob]);
      for (const file of ignored) assert.ok(await isIgnored(file), file);
      for (const file of others) assert.ok(!(await isIgnored(file)), file);
    });
  }
});
