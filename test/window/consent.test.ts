import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { fixture } from '../support/fixtureServer.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { CodeWindow } from './codeWindow.js';
import { tidyBetweenTests } from './hooks.js';

describe('The human in the loop, in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;

  const foreign = (...args: string[]): object => ({
    command: process.execPath,
    args: [fixture('foreignServer.mjs'), ...args],
  });
  const settings = (policies: object = {}): Readonly<Record<string, unknown>> => ({
    'mcpSummarize.baseUrl': loopback.url,
    'mcpSummarize.servers': {
      plain: foreign('none'),
      burst: foreign('burst'),
      modern: { command: process.execPath, args: [fixture('modernServer.mjs'), 'stdio', 'modern'] },
    },
    'mcpSummarize.policies': policies,
  });

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({
      settings: settings(),
      // A repository could contain this, but must not decide who may sample.
      workspaceSettings: { 'mcpSummarize.policies': { '*': { sampling: 'always' } } },
    });
    await window.setApiKey('sk-window-key');
  });
  tidyBetweenTests(() => window, loopback);
  const review = (): Locator =>
    window.page
      .locator('.editor-instance:is([aria-label*="Request from"], [aria-label*="Answer to"]) .view-lines')
      .last();
  const titleButton = (name: string): Locator =>
    window.page.locator('.editor-actions').getByRole('button', { name, exact: true });
  const asked = (): string[] => loopback.requests.map(({ body }) => body.messages[0]?.content[0]?.text ?? '');

  async function run(server: string, tool = 'summarize'): Promise<void> {
    await window.selectLines(8, 14);
    await window.runCommand('MCP Sampling: Run Tool on Selection…');
    await window.pick('Select a server', server);
    await window.pick('Select a tool', tool);
  }

  it('asks once for a burst of fifty, listing them, and fifty right answers come back', async () => {
    loopback.script = ({ messages }) => {
      const text = messages[0]?.content[0]?.text ?? '';
      return { pieces: [`<${/\d+$/.exec(text)?.[0] ?? '?'}>`] };
    };
    await run('burst');
    await window.question
      .getByText('50 requests: about')
      .waitFor({ timeout: 5000 })
      .catch(() => undefined);
    await window.screenshot('28-burst');
    assert.equal(loopback.requests.length, 0);
    await window.decide('Allow');
    await window.preview.getByText('50 sampling requests').waitFor({ state: 'attached' });
    const all = Array.from({ length: 50 }, (_, index) => `<${String(index)}>`).join('|');
    await window.preview.getByText(all).waitFor();
    await window.screenshot('29-burst-answered');
  });

  it('lets a request be read and edited before the model gets it', async () => {
    await run('plain');
    await window.decide('Review…');
    await titleButton('Approve').waitFor();
    await window.screenshot('30-review-prompt');
    await review().getByText('The lighthouse').first().click();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type('Seen and changed. ');
    await window.screenshot('31-review-edited');
    await titleButton('Approve').click();
    await window.preview.getByText('A short summary.').waitFor();
    assert.match(asked()[0] ?? '', /^Seen and changed\. The lighthouse/);
    assert.equal(await titleButton('Approve').count(), 0);
  });

  it('does not take an edit that cannot be sent, and keeps the review open', async () => {
    await run('plain');
    await window.decide('Review…');
    await review().getByText('99', { exact: true }).click();
    await window.page.keyboard.press('End');
    await window.page.keyboard.type('9');
    await titleButton('Approve').click();
    await window.notification('must be a whole number from 1 to 99').waitFor();
    await window.screenshot('32-review-wrong');
    await window.page.keyboard.press('Backspace');
    await titleButton('Approve').click();
    await window.preview.getByText('A short summary.').waitFor();
    assert.equal(loopback.requests[0]?.body.max_tokens, 99);
  });

  it('sends nothing where a request is denied, and says no more than that', async () => {
    await run('plain');
    await window.decide('Review…');
    await titleButton('Deny').click();
    await window.preview.getByText('You did not allow plain to use your model').waitFor();
    await window.screenshot('33-denied');
    assert.equal(await titleButton('Deny').count(), 0);
    assert.equal(await window.notification('did not allow').count(), 0);
    assert.equal(loopback.requests.length, 0);
  });

  it('takes a closed tab for a no', async () => {
    await run('plain');
    await window.decide('Review…');
    await titleButton('Approve').waitFor();
    await review().getByText('The lighthouse').first().click();
    await window.page.keyboard.type('changed');
    await window.page.getByRole('tab', { name: 'Request from plain' }).click({ button: 'middle' });
    await window.preview.getByText('You did not allow plain to use your model').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('takes a closed question for a no, and offers to ask it again', async () => {
    await run('plain');
    await window.question.waitFor();
    await window.page.keyboard.press('Escape');
    await window.preview.getByText('Request denied: you closed the prompt for plain.').click();
    await window.page.getByRole('button', { name: /^Retry/ }).click();
    await window.decide('Deny');
    await window.preview.getByText('You did not allow plain to use your model').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('opens the settings where a decision cannot be kept, and goes on asking', async () => {
    await run('plain');
    await window.question.waitFor();
    await window.changeSettings({ ...settings(), 'mcpSummarize.policies': { plain: 'nonsense' } });
    await window.decide('Allow for This Session');
    await window.press(window.notification('mcpSummarize.policies'), 'Open Settings');
    await window.page.locator('.settings-editor').waitFor();
    await window.screenshot('33b-open-settings');
    await window.changeSettings(settings());
    await window.decide('Deny');
    await window.page.keyboard.press('Escape');
    await window.preview.getByText('You did not allow plain to use your model').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('ends the question and the review with the call', async () => {
    await run('burst');
    await window.question.waitFor();
    await window.stop('Waiting for you to decide');
    await window.question.waitFor({ state: 'hidden' });
    await window.tidy();
    await run('plain');
    await window.decide('Review…');
    await titleButton('Approve').waitFor();
    await window.stop('Waiting for you to review');
    await titleButton('Approve').waitFor({ state: 'hidden' });
    await window.preview.getByText('Cancelled before it was finished').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('shows one review after the other, and approves the rest at once', async () => {
    await window.changeSettings(settings({ modern: { reviewPrompts: true } }));
    await run('modern', 'compare');
    await review().getByText('pro: The lighthouse').waitFor();
    await titleButton('Approve').click();
    await review().getByText('con: The lighthouse').waitFor();
    await titleButton('Approve All').waitFor();
    await window.screenshot('34-approve-all');
    await titleButton('Approve All').click();
    await review().getByText('merge pro=').waitFor();
    assert.equal(loopback.requests.length, 3);
    await titleButton('Approve').click();
    await window.preview.getByText('4 sampling requests').waitFor({ state: 'attached' });
  });

  it('lets an answer be read and edited before the server gets it, or denied', async () => {
    await window.changeSettings(settings({ plain: { sampling: 'always', reviewAnswers: true } }));
    await run('plain');
    await review().getByText('A short summary.').click();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type('Edited: ');
    await window.screenshot('35-review-answer');
    await titleButton('Approve').click();
    await window.preview.getByText('Edited: A short summary.').waitFor();
    await window.tidy();
    await run('plain');
    await titleButton('Deny').click();
    await window.preview.getByText('You did not allow the answer to be sent to plain').waitFor();
    assert.equal(loopback.requests.length, 2);
  });

  it('reviews what the bundled server asks, where that is set', async () => {
    await window.changeSettings(settings({ bundled: { reviewPrompts: true } }));
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    await review().getByText('A sampling request from MCP Summarize server').waitFor();
    await window.screenshot('41-review-bundled');
    assert.equal(loopback.requests.length, 0);
    await titleButton('Approve').click();
    await window.preview.getByText('A short summary.').waitFor();
  });

  it('remembers what was allowed for the session, and what for always', async () => {
    await window.changeSettings(settings({ '*': { requestsPerMinute: null } }));
    await run('plain');
    await window.decide('Allow for This Session');
    await window.preview.getByText('A short summary.').waitFor();
    await window.tidy();
    await run('plain');
    await window.preview.getByText('A short summary.').waitFor();
    await window.tidy();
    await run('burst');
    await window.decide('Always Allow');
    await window.preview.getByText('50 sampling requests').waitFor({ state: 'attached' });
    assert.deepEqual(await window.machineSetting('mcpSummarize.policies'), {
      '*': { requestsPerMinute: null },
      burst: { sampling: 'always' },
    });
    await window.tidy();
    await run('burst');
    await window.preview.getByText('50 sampling requests').waitFor({ state: 'attached' });
    assert.equal(loopback.requests.length, 102);
  });

  it('keeps to never, without a question, until the policy is changed', async () => {
    await run('modern');
    await window.decide('Never Allow');
    await window.preview.getByText('You did not allow modern to use your model').waitFor();
    await window.tidy();
    await run('modern');
    const refused = window.notification('Your policy for modern is Never Allow');
    await window.screenshot('36-never');
    await window.press(refused, 'Change Policy');
    await window.page.locator('.quick-input-widget', { hasText: 'Sampling permission for modern' }).waitFor();
    await window.screenshot('37-policy');
    await window.pick('May this server use your model?', 'Always Allow');
    await window.tidy();
    await run('modern');
    await window.preview.getByText('A short summary.').waitFor();
    assert.equal(loopback.requests.length, 1);
  });

  it('keeps to limits, by refusing or by waiting, as set', async () => {
    const limited = (more: object): object => ({
      plain: { sampling: 'always', requestsPerMinute: 1, ...more },
    });
    await window.changeSettings(settings(limited({ atLimit: 'refuse', requestsPerMinute: 1 })));
    await run('plain');
    await window.notification('it reached your limit of 1 request per minute').waitFor();
    await window.screenshot('38-limit');
    await window.tidy();
    await window.changeSettings(settings(limited({ atLimit: 'wait' })));
    await run('plain');
    const waiting = 'plain has reached its limit of 1 request per minute';
    await window.running(waiting).waitFor();
    await window.preview.getByText(/Waiting for \d+ s: plain has reached/).waitFor();
    await window.screenshot('39-waiting');
    await window.stop(waiting);
    await window.preview.getByText('Cancelled before it was finished').waitFor();
    await window.tidy();
    await window.changeSettings(
      settings({ plain: { sampling: 'always', tokensPerDay: 100, atLimit: 'wait' } }),
    );
    await run('plain');
    await window.notification('of your daily limit of 100 are left').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('writes all of it down', async () => {
    await window.runCommand('MCP Sampling: Show Sampling Activity');
    const rows = window.activityRows;
    await rows.filter({ hasText: 'Refused: limit reached' }).first().waitFor();
    await window.screenshot('40-activity-of-decisions');
    await window.runCommand('View: Hide Panel');
  });
});
