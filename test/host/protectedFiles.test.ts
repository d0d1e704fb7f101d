import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { showSource } from '../../src/extension/commands/goToSource.js';
import { readDocument } from '../../src/extension/sources/document.js';
import { notebookText } from '../../src/extension/sources/notebook.js';
import { cellOf } from '../../src/extension/sources/notebookCells.js';
import { readSelection } from '../../src/extension/sources/selection.js';
import { openSource } from '../../src/extension/summaries/sourceEditor.js';
import { finished } from '../support/summaries.js';

const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Report'] },
    { cell_type: 'code', metadata: {}, execution_count: null, source: ['last = 1'], outputs: [] },
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python' }, language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe('A single file', () => {
  let folder = '';
  const uri = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
  const ignore = async (globs: readonly string[] | undefined): Promise<void> => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', globs, vscode.ConfigurationTarget.Global);
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-single-'));
    await mkdir(uri('secret').fsPath);
    await writeFile(uri('secret/.env').fsPath, 'TOKEN=1\n');
    await writeFile(uri('plain.txt').fsPath, 'Plain words.\n');
    await writeFile(uri('report.ipynb').fsPath, JSON.stringify(NOTEBOOK));
    await writeFile(uri('logo.png').fsPath, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  });
  afterEach(async () => {
    await ignore(undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is not sent if it links to one that is never sent; others are, wherever they lead', async function () {
    // A link takes more rights there.
    if (process.platform === 'win32') this.skip();
    await symlink(uri('secret/.env').fsPath, uri('notes.txt').fsPath);
    await symlink(uri('plain.txt').fsPath, uri('link.txt').fsPath);
    await symlink(uri('report.ipynb').fsPath, uri('link.ipynb').fsPath);
    await ignore(['.env*', 'report.ipynb']);
    await assert.rejects(readDocument(uri('notes.txt')), { code: 'fileIgnored' });
    await assert.rejects(notebookText(uri('link.ipynb')), { code: 'fileIgnored' });
    const plain = await readDocument(uri('link.txt'));
    assert.deepEqual([plain.text, plain.leadsTo], ['Plain words.\n', 'plain.txt']);
    const editor = await vscode.window.showTextDocument(uri('notes.txt'));
    await assert.rejects(readSelection(editor)(new AbortController().signal), { code: 'fileIgnored' });
    await ignore(undefined);
    // What is in an .env file is searched by its name.
    assert.equal((await readDocument(uri('notes.txt'))).leadsTo, '.env');
    assert.equal((await readDocument(uri('plain.txt'))).leadsTo, undefined);
    await assert.rejects(readDocument(uri('gone.txt')), { code: 'nothingToSummarize' });
  });

  it('is a cell of a notebook by its own URI, if it is still there', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(uri('report.ipynb'));
    const cell = notebook.cellAt(1).document.uri;
    const { text, title, place } = await readDocument(cell);
    assert.deepEqual(
      [text, title, place?.uri.toString()],
      ['```python\nlast = 1\n```', 'report.ipynb, cell 2', cell.toString()],
    );
    const gone = cell.with({ fragment: 'gone' });
    await assert.rejects(readDocument(gone), { code: 'nothingToSummarize' });
    await ignore(['*.ipynb']);
    await assert.rejects(readDocument(cell), { code: 'fileIgnored' });
    assert.equal(cellOf(notebook.cellAt(1).document), notebook.cellAt(1));
  });

  it('that is no text gets no comment, and opens in an editor of its own', async () => {
    const before = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri('report.ipynb')));
    for (const name of ['report.ipynb', 'logo.png']) {
      const state = finished({}, { title: name, document: uri(name).toString(), ranges: [] });
      await assert.rejects(openSource(state), {
        code: 'nothingToSummarize',
        message: /cannot be edited as text/,
      });
    }
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri('report.ipynb'))), before);
    const texts = vscode.workspace.textDocuments.map(({ uri: each }) => each.toString());
    assert.ok(!texts.includes(uri('report.ipynb').toString()), 'it was opened as JSON');
  });

  it('opens as a notebook, not as JSON', async () => {
    await showSource(finished({}, { document: uri('report.ipynb').toString(), ranges: [] }));
    assert.equal(vscode.window.activeNotebookEditor?.notebook.uri.toString(), uri('report.ipynb').toString());
  });
});
