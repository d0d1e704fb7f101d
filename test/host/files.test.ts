import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { filesText } from '../../src/extension/sources/files.js';
import { gitIgnored } from '../../src/extension/sources/git/gitIgnored.js';
import type { SourceText } from '../../src/extension/sources/sourceText.js';
import { finished } from '../support/processes.js';

describe('Files and folders as a source', () => {
  let folder = '';
  const logged: string[] = [];
  const log = { ...console, info: (line: string) => void logged.push(line) };
  const uri = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
  const read = async (...names: readonly string[]): Promise<SourceText> =>
    await filesText(names.map(uri), { signal: new AbortController().signal, log });

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-files-'));
    await mkdir(path.join(folder, 'src', 'deep'), { recursive: true });
    await mkdir(path.join(folder, 'src', 'node_modules'));
    const files: Readonly<Record<string, string | Buffer>> = {
      'src/b.ts': 'const b = 2;\n',
      'src/a.md': '# Title\n\nWords.\n',
      'src/deep/c.txt': 'Deeper.\n',
      'src/latin.txt': Buffer.from('caf\xe9\n', 'latin1'),
      'src/logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]),
      'src/.env': 'TOKEN=1\n',
      'src/node_modules/x.js': 'unwanted;\n',
      'src/built.js': 'ignored by git;\n',
      'src/empty.txt': '',
      '.gitignore': 'built.js\n',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', undefined, vscode.ConfigurationTarget.Global);
    await rm(folder, { recursive: true, force: true });
  });

  it('are a text with a line above each file, without what is no text or never sent, which is told', async () => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', ['.env*'], vscode.ConfigurationTarget.Global);
    const { text, title, part, leftOut, asksFirst } = await read('src');
    assert.deepEqual(
      Array.from(text.matchAll(/^===== .*\/(.*) =====$/gm), ([, name]) => name),
      ['a.md', 'b.ts', 'built.js', 'c.txt', 'latin.txt'],
    );
    assert.match(text, /a\.md =====\n\n# Title\n\nWords\.\n\n\n===== /);
    assert.match(text, /caf(?:é|\ufffd)/);
    assert.equal(title, 'src');
    assert.equal(part, '5 files, 2 left out');
    assert.deepEqual(leftOut?.map((each) => each.replace(/^.*\//, '')).sort(), [
      '.env (in “Ignored Files”)',
      'logo.png (binary)',
    ]);
    assert.equal(logged.length, 2);
    assert.equal(asksFirst, true);
  });

  it('are without links that lead to what was not chosen, or is never sent', async function () {
    // A link takes more rights there.
    if (process.platform === 'win32') this.skip();
    await writeFile(uri('outside.txt').fsPath, 'of the user;\n');
    await symlink(uri('outside.txt').fsPath, uri('src/notes.txt').fsPath);
    await symlink(uri('src/.env').fsPath, uri('src/plain.txt').fsPath);
    const { text, leftOut } = await read('src');
    assert.doesNotMatch(text, /of the user|TOKEN/);
    assert.ok(leftOut?.some((each) => each.endsWith('notes.txt (a link to elsewhere)')));
    assert.ok(leftOut?.some((each) => each.endsWith('plain.txt (in “Ignored Files”)')));
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', undefined, vscode.ConfigurationTarget.Global);
    // The values of an .env file are found by its name.
    assert.match((await read('src')).text, /plain\.txt → \.env =====\n\nTOKEN=1/);
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', ['.env*'], vscode.ConfigurationTarget.Global);
  });

  it('are without what .gitignore names, by Git’s rules', async () => {
    await finished('git', ['init', '-q'], { cwd: folder });
    await writeFile(path.join(folder, 'src', 'deep', '.gitignore'), '*.txt\n!keep.txt\n');
    const rootUri = uri('');
    const repository = {
      rootUri,
      branch: undefined,
      isSelected: true,
      baseOf: () => Promise.resolve(undefined),
    };
    const api = { path: 'git', repositories: [repository] };
    const isIgnored = await gitIgnored(api, uri('src'), new AbortController().signal);
    const names = ['src/b.ts', 'src/built.js', 'src/deep/c.txt', 'src/deep/keep.txt'];
    assert.deepEqual(
      names.filter((name) => isIgnored(uri(name))),
      ['src/built.js', 'src/deep/c.txt'],
    );
  });

  it('that are several ask nothing first, and a single one is its document', async () => {
    const several = await read('src/b.ts', 'src/deep/c.txt');
    assert.equal(several.asksFirst, false);
    assert.equal(several.title, 'b.ts and 1 more');
    const { text, part, languageId, place } = await read('src/b.ts');
    assert.deepEqual([text, part, languageId], ['const b = 2;\n', 'entire file', 'typescript']);
    assert.equal(place?.uri.toString(), uri('src/b.ts').toString());
  });

  it('say what is wrong with a file that is no text', async () => {
    await assert.rejects(read('src/.env'), { code: 'fileIgnored' });
    await assert.rejects(read('src/logo.png', 'src/empty.txt'), {
      message: /Left out: .*logo\.png \(binary\)/,
    });
  });

  it('are summarized by the command as the Explorer calls it, in one document', async () => {
    const settings = vscode.workspace.getConfiguration('mcpSummarize');
    await settings.update('provider', 'offline', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('mcpSummarize.summarizeFiles', uri('src/b.ts'), [
      uri('src/b.ts'),
      uri('src/deep/c.txt'),
    ]);
    const summary = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputCustom ? input.uri : []))
      .find(({ scheme }) => scheme === 'mcp-summary');
    assert.match(summary?.path ?? '', /b\.ts and 1 more – summary$/);
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(summary ?? uri(''))), /2 files/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
