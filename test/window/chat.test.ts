import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { LoopbackModel } from '../support/loopbackModel.js';
import { FAKE_MODELS } from '../support/paths.js';
import { promptOf } from '../support/prompts.js';
import { until } from '../support/until.js';
import { appears } from './appears.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';

describe('In VS Code’s chat', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({
      settings: { 'mcpSummarize.baseUrl': loopback.url },
      userSettings: { 'chat.disableAIFeatures': false },
      // VS Code asks for a model of its own before it asks anybody, even if that is not used.
      extensions: [FAKE_MODELS],
    });
    await window.setApiKey('sk-chat');
    await window.runCommand('MCP Sampling: Choose Model');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Fake Large' }).waitFor();
    await window.page.keyboard.press('Escape');
    await window.runCommand('Chat: Open Chat');
    await input().getByText('Fake Large').waitFor();
  });
  beforeEach(() => {
    loopback.reset();
  });
  after(async () => {
    await CodeWindow.closeAll();
    await loopback.stop();
  });
  screenshotOfFailures(() => window);

  const input = (): Locator => window.page.locator('.interactive-input-part');
  const answer = (): Locator => window.page.locator('.interactive-response').last();
  const send = async (words: string): Promise<void> => {
    await until(async () => {
      await input().locator('.monaco-editor').first().click();
      await window.page.keyboard.press('Control+A');
      await window.page.keyboard.type(`@summarize ${words}`);
      return await appears(input().getByText(words === '' ? '@summarize' : words), 2000);
    }, 'the chat took no text');
    // The participant is known a moment after it was typed.
    await window.page.waitForTimeout(500);
    await window.page.keyboard.press('Enter');
  };

  it('@summarize summarizes the open file, paragraph by paragraph, with links to its lines', async () => {
    loopback.script = () => ({
      pieces: ['**A lighthouse and its keepers.**\n\n', '- Built in 1871 (lines 8–9).', '\n- Still there.'],
      pause: 1500,
    });
    await send('');
    await answer().getByText('A lighthouse and its keepers.').waitFor();
    assert.equal(await answer().getByText('Still there.').count(), 0);
    await answer().getByText('Still there.').waitFor();
    await answer().getByText('claude-haiku-5-5 · Takeaway').waitFor();
    await window.screenshot('70-chat');
    await answer().getByText('sample.md:8-9').click();
    await window.page
      .locator('.statusbar-item')
      .getByText(/^Ln 9, Col \d+ \(/)
      .waitFor();
  });

  it('answers questions, and knows what was said before', async () => {
    loopback.script = () => ({ pieces: ['Three.'] });
    await window.selectNothing();
    await send('How many keepers were there?');
    await answer().getByText('Three.').waitFor();
    const prompt = promptOf(loopback.requests.at(-1)?.body ?? assert.fail());
    assert.match(prompt, /The question: How many keepers were there\?$/);
    assert.match(prompt, /<summary>\n\*\*A lighthouse and its keepers\.\*\*/);
    assert.doesNotMatch(prompt, /Takeaway/);
  });

  it('says in one sentence what went wrong, with what helps', async () => {
    loopback.script = () => ({ status: 401, errorType: 'authentication_error' });
    await send('And today?');
    await answer().getByText('rejected').waitFor();
    await answer().getByRole('button', { name: 'Set API Key' }).waitFor();
    await window.screenshot('71-chat-failure');
  });

  it('is stopped with the chat', async () => {
    loopback.script = () => ({ pieces: ['One.', 'Two.'], pause: 60_000 });
    await send('Why?');
    await until(() => loopback.requests.length === 1);
    await window.page.keyboard.press('Control+Escape');
    await until(() => loopback.requests[0]?.closedAt !== undefined, 'the request went on');
  });
});
