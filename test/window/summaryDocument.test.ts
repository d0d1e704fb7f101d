import { LoopbackModel } from '../support/loopbackModel.js';
import { CodeWindow } from './codeWindow.js';

describe('A summary in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;
  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({ settings: { 'mcpSummarize.baseUrl': loopback.url } });
  });
  after(() => loopback.stop());

  it('experiment', async () => {
    loopback.script = () => ({
      pieces: [
        '# A heading\n\n',
        'Some **bold** words.\n\n',
        '- One [L12](/sample.md#L12-L14)\n',
        '- Two\n',
        'more '.repeat(20),
      ],
      pause: 900,
    });
    await window.setApiKey('sk-a');
    await window.selectLines(8, 22);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('bold').waitFor();
    await window.screenshot('60-growing');
    await window.preview.getByText('more more').waitFor();
    await window.page.waitForTimeout(1500);
    await window.screenshot('61-done');
    await window.preview.getByText('Two more').click({ button: 'right' });
    await window.page.waitForTimeout(800);
    await window.screenshot('63-context');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Control+K');
    await window.page.keyboard.press('Alt+A');
    await window.page.waitForTimeout(800);
    await window.screenshot('64-again');
    await window.page.keyboard.press('Escape');
    await window.runCommand('Summary: Show Summaries');
    await window.page.waitForTimeout(800);
    await window.screenshot('65-show');
    await window.page.keyboard.press('Escape');
    await window.runCommand('Summary: Insert Above as Comment');
    await window.page.waitForTimeout(800);
    await window.screenshot('66-comment');
    await window.page.keyboard.press('F1');
    await window.inputBox.fill('>summarize');
    await window.page.waitForTimeout(800);
    await window.screenshot('67-palette');
  });
});
