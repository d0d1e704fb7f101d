import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { LoopbackModel } from '../support/loopbackModel.js';
import { finished } from '../support/processes.js';
import { until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';
import { SURROUNDINGS } from './surroundings.js';

/** One pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Report'] },
    { cell_type: 'code', metadata: {}, execution_count: 1, source: ['print("in a cell")'], outputs: [] },
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

for (const { theme, size } of SURROUNDINGS) {
  describe(`What can be summarized, in ${theme}`, function () {
    this.timeout(300_000);
    const loopback = new LoopbackModel();
    const look = theme.replaceAll(' ', '-').toLowerCase();
    let window: CodeWindow;
    let hasGit = false;
    /** Clicks and keys of the user: words that are typed are one. */
    let steps = 0;

    before(async () => {
      await loopback.start();
      window = await CodeWindow.open({
        settings: { 'mcpSummarize.baseUrl': loopback.url },
        size,
        userSettings: {
          'workbench.colorTheme': theme,
          'terminal.integrated.defaultProfile.linux': 'bash',
          // On a canvas, its text could not be read.
          'terminal.integrated.gpuAcceleration': 'off',
        },
        prepare: async (workspace) => {
          await mkdir(path.join(workspace, 'folder'));
          await writeFile(path.join(workspace, 'folder', 'one.txt'), 'The first file.\n');
          await writeFile(path.join(workspace, 'folder', 'two.txt'), 'The second file.\n');
          await writeFile(path.join(workspace, 'dot.png'), Buffer.from(PIXEL, 'base64'));
          await writeFile(path.join(workspace, 'report.ipynb'), JSON.stringify(NOTEBOOK));
          hasGit = await commit(workspace);
        },
      });
    });
    beforeEach(async () => {
      loopback.reset();
      loopback.script = () => ({ pieces: ['**The point.**'] });
      steps = 0;
      await window.tidy();
    });
    after(async () => {
      await CodeWindow.closeAll();
      await loopback.stop();
    });
    screenshotOfFailures(() => window);

    const step = async (action: Promise<unknown>): Promise<void> => {
      steps++;
      await action;
    };
    const key = async (letter: string): Promise<void> => {
      await window.page.keyboard.press('Control+K');
      await window.page.keyboard.press(`Alt+${letter}`);
    };
    /** From the menu of something: a right-click, and the entry. */
    const choose = async (target: Locator, entry: string, screenshot?: string): Promise<void> => {
      steps++;
      await step(window.chooseFromMenuOf(target, entry, screenshot));
    };
    /** From the palette: the key that opens it, and the command. */
    const command = async (title: string): Promise<void> => {
      steps++;
      await step(window.runCommand(title));
    };
    /** The tab of its summary is there, after as many steps as it should take. */
    const summarized = async (tab: string | RegExp, taken: number, what: RegExp): Promise<void> => {
      const name = typeof tab === 'string' ? `${tab} – summary` : tab;
      await window.page.getByRole('tab', { name }).waitFor();
      await until(() => loopback.requests.length > 0, 'no request');
      assert.equal(steps, taken);
      const sent = loopback.requests
        .splice(0)
        .map(({ body }) =>
          body.messages.flatMap(({ content }) => content.map(({ text }) => text)).join('\n'),
        );
      assert.match(sent.at(-1) ?? '', what);
      await window.running('').waitFor({ state: 'hidden' });
    };
    const row = (name: string): Locator =>
      window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    const explorer = async (): Promise<void> => {
      await window.runCommand('View: Show Explorer');
      await row('sample.md').waitFor();
    };

    it('is the open file, offline once, in two steps after installing', async () => {
      await window.selectNothing();
      await step(key('S'));
      const question = window.notification('No API key for');
      await question.waitFor();
      await window.screenshot(`80-first-${look}`);
      await step(window.press(question, 'Try Offline Once'));
      await window.page.getByRole('tab', { name: 'sample.md – summary' }).waitFor();
      await window.preview.getByText('nothing left this machine').waitFor();
      assert.equal(steps, 2);
    });

    it('is the open file, with a key at hand, in four', async () => {
      await window.selectNothing();
      await step(key('S'));
      await step(window.press(window.notification('No API key for'), 'Add API Key'));
      await step(window.maskedBox.fill('sk-at-hand'));
      await step(window.page.keyboard.press('Enter'));
      await summarized('sample.md', 4, /lighthouse at Point Arren/);
    });

    it('is the open file, in one', async () => {
      await window.selectNothing();
      await step(key('S'));
      await summarized('sample.md', 1, /lighthouse at Point Arren/);
    });

    it('is a file of the Explorer, several, or a folder, whose cost is told first', async () => {
      await explorer();
      await choose(row('sample.md'), 'Summarize File', `81-explorer-${look}`);
      await summarized('sample.md', 2, /lighthouse/);
      await row('folder').click();
      await row('one.txt').click();
      await row('two.txt').click({ modifiers: ['Control'] });
      steps = 0;
      await choose(row('two.txt'), 'Summarize Files');
      await summarized('one.txt and 1 more', 2, /The first file\.[^]*The second file\./);
      steps = 0;
      await choose(row('folder'), 'Summarize Folder…');
      const cost = window.page.locator('.monaco-dialog-box', { hasText: 'Summarize with 1 request?' });
      await cost.getByRole('button', { name: 'Summarize', exact: true }).click();
      await summarized('folder', 2, /The first file\.[^]*The second file\./);
      await window.screenshot(`82-folder-${look}`);
    });

    it('is staged changes, those of the working tree, a commit', async function () {
      if (!hasGit) this.skip();
      await window.page
        .locator('.activitybar')
        .getByRole('tab', { name: /^Source Control/ })
        .click();
      const button = window.page
        .locator('.sidebar')
        .getByRole('button', { name: 'Summarize Changes' })
        .first();
      const list = window.page.locator('.quick-input-list .monaco-list-row');
      for (const [entry, tab, what] of [
        ['Working Tree Changes', 'Working tree changes', /\+not staged/],
        ['Staged Changes', 'Staged changes', /\+staged/],
        ['A first commit', /^Commit \w{7} – summary/, /A first commit[^]*\+The first file\./],
      ] as const) {
        steps = 0;
        await step(button.click());
        const item = list.filter({ hasText: entry }).first();
        await item.waitFor();
        if (entry === 'Staged Changes') await window.screenshot(`83-changes-${look}`);
        await step(item.click());
        await summarized(tab, 2, what);
      }
    });

    it('is what is selected in the terminal, or its last command', async () => {
      await window.runCommand('Terminal: Create New Terminal');
      const terminal = window.page.locator('.terminal.xterm');
      const rows = terminal.locator('.xterm-rows');
      await rows
        .getByText(/[$#] $/)
        .first()
        .waitFor();
      await window.page.keyboard.type('echo some $((1000 + 234)) output\n');
      await rows.getByText('some 1234 output').waitFor();
      steps = 0;
      await choose(terminal, 'Summarize Terminal', `84-terminal-${look}`);
      await summarized('Last command', 2, /some 1234 output/);
      await window.runCommand('Terminal: Kill All Terminals');
    });

    it('is the clipboard', async () => {
      await window.openFile('sample.md');
      await window.selectLines(8, 9);
      await window.page.keyboard.press('Control+C');
      await command('MCP Summarize: Summarize Clipboard');
      await summarized('Clipboard', 2, /^[^]*<text>\nThe lighthouse at Point Arren was built in 1871/);
    });

    it('is a notebook, or a cell', async () => {
      await explorer();
      await row('report.ipynb').dblclick();
      const notebook = window.page.locator('.notebook-editor');
      await notebook.getByText('in a cell').waitFor();
      await command('MCP Summarize: Summarize Notebook');
      await summarized('report.ipynb', 2, /# Report[^]*in a cell/);
      steps = 0;
      await window.page.keyboard.press('Control+1');
      await notebook.getByText('in a cell').click();
      steps = 0;
      await command('MCP Summarize: Summarize Cell');
      await summarized('report.ipynb, cell 2', 2, /in a cell/);
      await window.screenshot(`85-notebook-${look}`);
      // Its outputs are in a webview, which would stay.
      await window.runCommand('View: Close All Editors');
      await window.openFile('sample.md');
    });

    it('is what a Markdown preview shows, or an image', async () => {
      await window.openFile('sample.md');
      await window.page.keyboard.press('Control+Shift+V');
      await window.preview.getByText('built in 1871').waitFor();
      await choose(window.preview.locator('body'), 'Summarize File', `86-preview-${look}`);
      await summarized('sample.md', 2, /lighthouse/);
      await explorer();
      await row('dot.png').dblclick();
      const tab = window.page.getByRole('tab', { name: 'dot.png' });
      await window.page.locator('.statusbar-item').getByText('1x1').waitFor();
      steps = 0;
      await choose(tab, 'Summarize File', `87-image-${look}`);
      await summarized('dot.png', 2, /Please summarize the image/);
      await window.screenshot(`88-image-${look}`);
    });
  });
}

/** Makes a repository with a commit, a staged change and one that is not; without Git, nothing. */
async function commit(workspace: string): Promise<boolean> {
  const git = async (...args: readonly string[]): Promise<boolean> => {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'init.defaultBranch=main'];
    return (
      (await finished('git', [...who, ...args], { cwd: workspace }).catch(() => ({ code: 1 }))).code === 0
    );
  };
  if (!(await git('init', '-q'))) return false;
  await git('add', '.');
  await git('commit', '-q', '-m', 'A first commit');
  await writeFile(path.join(workspace, 'folder', 'one.txt'), 'The first file.\nstaged\n');
  await git('add', '.');
  await writeFile(path.join(workspace, 'folder', 'two.txt'), 'The second file.\nnot staged\n');
  return true;
}
