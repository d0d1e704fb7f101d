import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixture } from '../support/fixtureServer.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';

describe('Sampling Activity in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let folder: string;
  let window: CodeWindow;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-activity-'));
    await loopback.start();
    window = await CodeWindow.open({ settings: settings() });
    await window.setApiKey('sk-window-key');
  });
  after(async () => {
    await CodeWindow.closeAll();
    await loopback.stop();
    await rm(folder, { recursive: true });
  });
  screenshotOfFailures(() => window);

  const settings = () => ({
    'mcpSummarize.baseUrl': loopback.url,
    'mcpSummarize.policies': { '*': { sampling: 'always' } },
    'mcpSummarize.servers': {
      modern: { command: process.execPath, args: [fixture('modernServer.mjs'), 'stdio', 'modern'] },
    },
  });
  /** The requests; totals name no server in parentheses. */
  const rows = () => window.activityRows.filter({ hasText: ' (' });

  it('says what will stand there while nothing does', async () => {
    await window.runCommand('MCP Sampling: Show Sampling Activity');
    await window.page.getByText('Texts are kept only if').waitFor();
  });

  it('lists what each request asked for, who answered, and what it cost, while it runs and after', async () => {
    loopback.script = (_, index) =>
      index < 3
        ? { pieces: ['An answer.'], pause: 1500 }
        : { status: 401, errorType: 'authentication_error' };
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Run Tool on Selection');
    await window.pick('Select a server', 'modern');
    await window.pick('Select a tool', 'compare');
    await rows().filter({ hasText: 'Running · claude-haiku-5-5' }).first().waitFor();
    await rows().filter({ hasText: 'Failed: key refused' }).waitFor();
    await rows().filter({ hasText: 'Completed · claude-haiku-5-5 · 25 tokens in, 1 out' }).first().waitFor();
    assert.equal(await rows().count(), 4);
    await window.page.keyboard.press('Escape');
    await window.screenshot('25-activity');
  });

  it('shows a request with all its figures, and no texts', async () => {
    await rows().nth(1).click();
    const details = window.page.locator('.editor-instance .view-lines').last();
    await details.getByText('"requestedMaxTokens": 60').waitFor();
    await window.screenshot('26-activity-details');
    assert.doesNotMatch(await details.innerText(), /lighthouse|An answer|sk-window/);
  });

  it('exports all of it as JSON Lines', async () => {
    const file = path.join(folder, 'activity.jsonl');
    await window.runCommand('MCP Sampling: Export Sampling Activity…');
    // The dialog proposes a name when it is ready; until then it may still be the palette.
    await until(async () => (await window.inputBox.inputValue()).endsWith('sampling-activity.jsonl'));
    await window.inputBox.fill(file);
    // It reads the folder before it accepts the name.
    await until(async () => {
      await window.page
        .locator('.quick-input-widget .monaco-button', { hasText: 'OK' })
        .click({ timeout: 1000 })
        .catch(() => undefined);
      return await window
        .notification('Exported 4 sampling requests')
        .waitFor({ timeout: 1000 })
        .then(
          () => true,
          () => false,
        );
    }, 'nothing was exported');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { server: string; outcome: string });
    assert.deepEqual(
      entries.map(({ server, outcome }) => [server, outcome]),
      [
        ['modern', 'answered'],
        ['modern', 'answered'],
        ['modern', 'answered'],
        ['modern', 'failed'],
      ],
    );
    assert.doesNotMatch(lines.join(), /lighthouse|An answer|sk-window/);
  });

  it('can be cleared', async () => {
    await window.runCommand('MCP Sampling: Clear Sampling Activity');
    // The totals stay.
    await window.activityRows.getByText('Today').waitFor();
    await until(async () => (await rows().count()) === 0);
  });

  it('keeps texts where that was chosen, follows a request to its end, and keeps servers that were not changed', async () => {
    const [pid] = window.processesWith(fixture('modernServer.mjs'));
    loopback.script = () => ({ pieces: ['A summary with sk-window-key in it.'], pause: 4000 });
    const { 'mcpSummarize.servers': servers, ...rest } = settings();
    await window.changeSettings({
      ...rest,
      'mcpSummarize.servers': { ...servers, another: { command: 'another' } },
      'mcpSummarize.record': 'full',
    });
    // The details of a request cover the sample.
    await window.focusEditor();
    await window.page.keyboard.press('Alt+1');
    await window.selectLines(16, 22);
    await window.chooseFromContextMenu('Run Tool on Selection');
    await window.pick('Select a server', 'modern');
    await window.pick('Select a tool', 'summarize');
    await window.runCommand('MCP Sampling: Show Sampling Activity');
    await rows().filter({ hasText: 'Running' }).first().click();
    const details = window.page.locator('.editor-instance .view-lines').last();
    await details.getByText('"outcome": "running"').waitFor();
    await window.preview.getByText('A summary with').waitFor();
    await details.getByText('"outcome": "answered"').waitFor();
    await window.runCommand('View: Hide Panel');
    await details.getByText('"answer": "A summary with [key] in it."').waitFor();
    await window.screenshot('27-activity-texts');
    assert.doesNotMatch(await details.innerText(), /sk-window/);
    assert.deepEqual(window.processesWith(fixture('modernServer.mjs')), [pid]);
  });
});
