import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { processesWith } from '../support/children.js';
import { DIST } from '../support/paths.js';
import { isAlive, until } from '../support/until.js';

const SERVER = path.join(DIST, 'server.js');
const LINES = [
  'The lighthouse was built of granite in 1871.',
  'Its builders worked only in summer.',
  'The lamp was lit after four years of work on the lighthouse.',
];

/** The summary documents, oldest first. */
function summaries(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'mcp-summary');
}

async function open(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  return await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

/** Runs the command, which returns only after a success, and gives the text of the document it made. */
async function summarize(): Promise<string> {
  const started = Date.now();
  await vscode.commands.executeCommand('mcpSummarize.summarizeSelection');
  const name = vscode.window.activeTextEditor?.document.uri.path ?? '';
  const made = (): vscode.TextDocument | undefined =>
    summaries().findLast(({ uri }) => uri.path.startsWith(`/${name} `) || uri.path.startsWith(`${name} `));
  // It is read again a moment after it has changed.
  await until(() => /\d s\*$/m.test(made()?.getText() ?? ''), 'no finished summary');
  assert.ok(Date.now() >= started);
  return made()?.getText() ?? '';
}

describe('In the extension host', () => {
  const configuration = (): vscode.WorkspaceConfiguration =>
    vscode.workspace.getConfiguration('mcpSummarize');

  before(() => configuration().update('provider', 'offline', vscode.ConfigurationTarget.Global));
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('starts no server before the first summary', async () => {
    const extension = vscode.extensions.getExtension('mcp-summarize.mcp-summarize');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
    assert.deepEqual(processesWith(SERVER), []);
  });

  it('has its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ['summarizeSelection', 'setApiKey', 'clearApiKey', 'showLog']) {
      assert.ok(commands.includes(`mcpSummarize.${name}`), name);
    }
  });

  it('lets no workspace set where the key is sent', async () => {
    assert.equal(configuration().inspect('baseUrl')?.defaultValue, 'https://api.anthropic.com');
    const toWorkspace = configuration().update(
      'baseUrl',
      'https://evil.example',
      vscode.ConfigurationTarget.Workspace,
    );
    await assert.rejects(Promise.resolve(toWorkspace));
    assert.equal(configuration().get('baseUrl'), 'https://api.anthropic.com');
  });

  it('summarizes the selection, beside the editor, labelled as offline', async () => {
    const editor = await open(LINES.join('\n'));
    editor.selection = new vscode.Selection(0, 0, 1, 5);
    const text = await summarize();
    assert.match(text, /^## \[`Untitled-\d+`\]\(<#L1-L2>\) · lines 1–2\n\n\*offline extract · /);
    assert.match(text, /nothing left this machine/);
    assert.match(text, /granite/);
    assert.doesNotMatch(text, /four years/);
    const { label, group } =
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((tab) => tab.label.includes('summary')) ??
      {};
    assert.match(label ?? '', /^Untitled-\d+ L1–2 – summary$/);
    assert.equal(group?.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document, 'the focus left the editor');
  });

  it('summarizes the whole document when nothing is selected, and says so', async () => {
    await open(LINES.join('\n'));
    assert.match(await summarize(), / · entire file\n/);
  });

  it('takes several selections, in the document’s order', async () => {
    const editor = await open('Second thing here.\nNothing of note.\nFirst thing here.');
    editor.selections = [new vscode.Selection(2, 0, 2, 17), new vscode.Selection(0, 0, 0, 18)];
    const text = await summarize();
    assert.match(text, / · 2 selections\n/);
    assert.doesNotMatch(text, /Nothing of note/);
  });

  it('makes no summary of an empty document', async () => {
    await open('  \n');
    const before = summaries().length;
    // The command waits until its message is closed.
    void vscode.commands.executeCommand('mcpSummarize.summarizeSelection');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(summaries().length, before);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('keeps one server, and starts another when it was killed', async () => {
    await open(LINES.join('\n'));
    await summarize();
    const [pid, ...others] = processesWith(SERVER);
    assert.ok(pid !== undefined && others.length === 0);
    await summarize();
    assert.deepEqual(processesWith(SERVER), [pid]);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    await summarize();
    assert.equal(processesWith(SERVER).length, 1);
    assert.notDeepEqual(processesWith(SERVER), [pid]);
  });

  it('says that a summary of an earlier window was not kept', async () => {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('mcp-summary://0123456789abcdef/x.md – summary'),
    );
    assert.match(document.getText(), /was not kept/);
    assert.equal(document.languageId, 'markdown');
  });
});
