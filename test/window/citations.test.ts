import assert from 'node:assert/strict';
import { LoopbackModel } from '../support/loopbackModel.js';
import { promptOf } from '../support/prompts.js';
import { until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';

const paragraph = (first: string): string =>
  `${first}\n${'It goes on about other things, as notes do.\n'.repeat(6)}`;
const NOTES = [
  'The pump failed at 09:40 on Tuesday.',
  'Nobody noticed it for 25 minutes.',
  'A fitter came on Friday and left.',
  'The garden was watered by hand.',
]
  .map(paragraph)
  .join('\n');
const ANSWER =
  '**The pump failed at 09:40 [1].**\n\n- For 52 minutes nobody noticed it [2].\n- A fitter came on Friday.';

describe('What the sentences of a summary rest on', function () {
  this.timeout(180_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({
      settings: { 'mcpSummarize.baseUrl': loopback.url },
      files: { 'notes.txt': NOTES },
    });
    await window.setApiKey('sk-lines');
    await window.openFile('notes.txt');
    loopback.script = () => ({ pieces: [ANSWER.slice(0, 30), ANSWER.slice(30)] });
    await window.runCommand('MCP Summarize: Summarize Selection');
    await window.preview.getByText('The pump failed at 09:40').waitFor();
    await window.summaryToEnd();
  });
  after(async () => {
    await CodeWindow.closeAll();
    await loopback.stop();
  });
  screenshotOfFailures(() => window);

  const links = () => window.preview.locator('sup a');

  it('is a small link behind each, and what is not there is marked', async () => {
    await until(async () => (await links().count()) === 3, 'no links');
    assert.deepEqual(await links().allTextContents(), ['1', '9', '17']);
    const text = await window.preview.locator('body').innerText();
    assert.doesNotMatch(text, /\[\d/);
    assert.match(text, /nobody noticed it\. ?9 ?⚠ not found there: 52/);
    assert.match(text, /⚠ Not found where they should stand in the text: 52; compare them with it/);
    await window.screenshot('90-lines');
  });

  it('is revealed and selected with one click', async () => {
    await links().nth(2).click();
    await window.page.locator('.statusbar-item', { hasText: 'Ln 17, Col 1' }).waitFor();
    await window.screenshot('91-line');
  });

  it('moves with the lines when the text is edited above, and is said to be gone where it was edited', async () => {
    await window.focusEditor();
    await window.page.keyboard.press('Control+Home');
    await window.page.keyboard.press('Control+Shift+Enter');
    await window.page.keyboard.type('A new line.');
    await until(async () => (await links().allTextContents()).join() === '2,10,18', 'they did not move');
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(' Or Monday?');
    await until(async () => (await links().allTextContents()).join() === '10,18', 'it still leads there');
    await window.preview.getByText('changed since').first().waitFor();
    await window.screenshot('92-changed');
  });

  it('is marked in the margin, and the rest can be summarized', async () => {
    await window.runCommand('Summary: Show What Was Left Out');
    const message = window.page.locator('.notification-toast', {
      hasText: 'The summary rests on 50% of notes.txt',
    });
    await message.waitFor();
    await until(
      async () => (await window.page.locator('.glyph-margin-widgets .cgmr').count()) >= 14,
      'no marks in the margin',
    );
    await window.screenshot('93-left-out');
    loopback.script = () => ({ pieces: ['The garden was watered [2].'] });
    await message.getByRole('button', { name: 'Summarize the Rest' }).click();
    await window.preview.getByText('The garden was watered').waitFor();
    const prompt = promptOf(loopback.requests.at(-1)?.body ?? { model: '', max_tokens: 1, messages: [] });
    assert.match(prompt, /The garden was watered by hand/);
    assert.doesNotMatch(prompt, /A fitter came on Friday|Nobody noticed/);
    await window.screenshot('94-rest');
  });
});
