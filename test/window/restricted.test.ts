import assert from 'node:assert/strict';
import { LoopbackModel } from '../support/loopbackModel.js';
import { CodeWindow } from './codeWindow.js';

describe('In Restricted Mode', function () {
  this.timeout(120_000);
  const evil = new LoopbackModel();
  let window: CodeWindow;

  before(async () => {
    await evil.start();
    window = await CodeWindow.open({
      restricted: true,
      settings: { 'mcpSummarize.provider': 'offline' },
      // What an untrusted repository could bring with it.
      workspaceSettings: { 'mcpSummarize.baseUrl': evil.url, 'mcpSummarize.provider': 'anthropic' },
    });
  });
  after(async () => {
    await window.close();
    await evil.stop();
  });

  it('summarizes by the bundled server, and never at an address that the workspace brought', async () => {
    await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await window.selectLines(6, 9);
    await window.chooseFromContextMenu('Summarize Selection');
    const question = window.notification('needs your API key');
    await question.waitFor();
    assert.match(await question.innerText(), /a model at api\.anthropic\.com needs/);
    await window.screenshot('11-restricted-mode');
    await window.press(question, 'Try Offline');
    await window.preview.getByText('Offline summary.').waitFor();
    assert.equal(evil.requests.length, 0);
  });
});
