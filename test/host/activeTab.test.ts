import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { activeSource, type Extent } from '../../src/extension/sources/activeTab.js';
import { clipboardText } from '../../src/extension/sources/clipboard.js';
import type { SourceText } from '../../src/extension/sources/sourceText.js';
import { terminalText } from '../../src/extension/sources/terminal.js';
import { until } from '../support/until.js';

const { signal } = new AbortController();

const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Report\n', 'Why we measured.'] },
    {
      cell_type: 'code',
      metadata: {},
      execution_count: 1,
      source: ['print("```")\n', 'plot()'],
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['```\n', '\u001b[31mred\u001b[0m\n'] },
        { output_type: 'display_data', metadata: {}, data: { 'image/png': 'iVBORw0KGgo=' } },
        {
          output_type: 'execute_result',
          execution_count: 1,
          metadata: {},
          data: { 'text/plain': ['42'], 'text/html': ['<b>42</b>'] },
        },
        {
          output_type: 'error',
          ename: 'ValueError',
          evalue: 'no data',
          traceback: ['ValueError: no data at line 2'],
        },
      ],
    },
    { cell_type: 'code', metadata: {}, execution_count: null, source: ['last = 1'], outputs: [] },
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python' }, language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe('What the active tab shows as a source', () => {
  let folder = '';
  const uri = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
  const tab = (): vscode.Tab | undefined => vscode.window.tabGroups.activeTabGroup.activeTab;
  const read = async (extent: Extent): Promise<SourceText> => await activeSource(extent)(signal);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-tabs-'));
    await writeFile(uri('report.ipynb').fsPath, JSON.stringify(NOTEBOOK));
    await writeFile(uri('notes.md').fsPath, '# Notes\n\nOf the preview.\n');
    await writeFile(uri('left.txt').fsPath, 'same\nold\n');
    await writeFile(uri('right.txt').fsPath, 'same\nnew\n');
    await writeFile(uri('logo.png').fsPath, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => rm(folder, { recursive: true, force: true }));

  it('is the cells of a notebook with what they printed, not its JSON', async () => {
    await vscode.window.showNotebookDocument(
      await vscode.workspace.openNotebookDocument(uri('report.ipynb')),
    );
    const { text, title, part, languageId } = await read('all');
    assert.equal(
      text,
      [
        '# Report\nWhy we measured.',
        '````python\nprint("```")\nplot()\n````',
        'Output:\n\n````\n```\nred\n````',
        'Output:\n\n```\n42\n```',
        'Output:\n\n```\nValueError: no data at line 2\n```',
        '```python\nlast = 1\n```',
      ].join('\n\n'),
    );
    assert.deepEqual([title, part, languageId], ['report.ipynb', '3 cells, 1 output left out', 'markdown']);
  });

  it('is the selected cell by its name, in its editor too', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(uri('report.ipynb'));
    const selections = [new vscode.NotebookRange(2, 3)];
    await vscode.window.showNotebookDocument(notebook, { selections });
    const selected = await read('selection');
    assert.equal(selected.text, '```python\nlast = 1\n```');
    assert.equal(selected.title, 'report.ipynb, cell 3');
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'vscode-notebook-cell',
      'no editor',
    );
    assert.equal((await read('selection')).part, 'entire cell');
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) editor.selection = new vscode.Selection(0, 0, 0, 4);
    const { text, title, part } = await read('selection');
    assert.deepEqual([text, title, part], ['last', 'report.ipynb, cell 3', 'line 1']);
  });

  it('is the file of a Markdown preview, whichever way it was opened', async () => {
    await vscode.commands.executeCommand(
      'vscode.openWith',
      uri('notes.md'),
      'vscode.markdown.preview.editor',
    );
    await until(() => tab()?.input instanceof vscode.TabInputCustom, 'no custom editor');
    assert.match((await read('selection')).text, /Of the preview/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('markdown.showPreview', uri('notes.md'));
    await until(() => tab()?.input instanceof vscode.TabInputWebview, 'no preview');
    const { text, title } = await read('selection');
    assert.match(text, /Of the preview/);
    assert.equal(title, 'notes.md');
  });

  it('is what changed between two files that are compared, with unsaved changes', async () => {
    await vscode.commands.executeCommand('vscode.diff', uri('left.txt'), uri('right.txt'), 'left ↔ right');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri('right.txt'), new vscode.Position(2, 0), 'unsaved\n');
    await vscode.workspace.applyEdit(edit);
    await until(() => tab()?.input instanceof vscode.TabInputTextDiff, 'no comparison');
    let isRead = false;
    const reading = read('all').finally(() => (isRead = true));
    // The first item of the question is what changed.
    await until(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return isRead;
    }, 'no answer');
    const { text, title, languageId } = await reading;
    assert.equal(text, '--- left.txt\n+++ right.txt\n@@ -1,2 +1,3 @@\n same\n-old\n+new\n+unsaved\n');
    assert.deepEqual([title, languageId], ['left.txt ↔ right.txt', 'diff']);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is no dead end where there is no text', async () => {
    await assert.rejects(read('selection'), {
      message: 'Open a text file to summarize, or choose one in the Explorer.',
    });
    await vscode.commands.executeCommand('vscode.open', uri('logo.png'));
    await until(() => tab() !== undefined, 'no tab');
    // It is one by its name alone.
    assert.equal((await read('selection')).image?.mimeType, 'image/png');
  });

  it('is apart from the clipboard, which is read once', async () => {
    await vscode.env.clipboard.writeText('Copied.\nTwice.\n');
    const clipboard = clipboardText();
    const first = await clipboard(signal);
    assert.deepEqual([first.text, first.part], ['Copied.\nTwice.\n', '2 lines']);
    await vscode.env.clipboard.writeText('the summary');
    assert.equal((await clipboard(signal)).text, first.text);
    await vscode.env.clipboard.writeText('');
    await assert.rejects(clipboardText()(signal), { message: /holds no text/ });
  });

  it('is apart from the terminal, which is read without the clipboard', async () => {
    await vscode.env.clipboard.writeText('of the user');
    await assert.rejects(terminalText()(signal), { message: /^There is no terminal/ });
    // Here, where nothing is trusted, no shell runs in it.
    const terminal = vscode.window.createTerminal('build');
    terminal.show();
    await until(() => vscode.window.activeTerminal === terminal, 'no terminal');
    await assert.rejects(terminalText()(signal), { message: /^Nothing is selected in this terminal/ });
    terminal.dispose();
    assert.equal(await vscode.env.clipboard.readText(), 'of the user');
  });
});
