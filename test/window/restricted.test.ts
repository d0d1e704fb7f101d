import assert from 'node:assert/strict';
import { LoopbackModel } from '../support/loopbackModel.js';
import { CodeWindow } from './codeWindow.js';

describe('In Restricted Mode', function () {
  this.timeout(300_000);
  const evil = new LoopbackModel();
  let window: CodeWindow;

  before(async () => {
    await evil.start();
    window = await CodeWindow.open({
      restricted: true,
      settings: { 'mcpSummarize.provider': 'offline' },
      // An untrusted repository could contain this.
      workspaceSettings: { 'mcpSummarize.baseUrl': evil.url, 'mcpSummarize.provider': 'anthropic' },
    });
  });
  after(async () => {
    await CodeWindow.closeAll();
    await evil.stop();
  });

  it('summarizes by the bundled server, and uses none of the workspace’s settings', async () => {
    await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('Offline extract.').waitFor();
    await window.screenshot('11-restricted-mode');
    assert.equal(evil.requests.length, 0);
  });
});
