import assert from 'node:assert/strict';
import { LoopbackModel } from '../support/loopbackModel.js';
import { textInPrompt } from '../support/prompts.js';
import { assertAtOnce, isAlive, until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { tidyBetweenTests } from './hooks.js';

const KEY = 'sk-window-key';
const PIECES = [
  'The lighthouse at **Point Arren** ',
  'was built in 1871 ',
  'after three shipwrecks.\n\n',
  '- Its granite came over by barge, ',
  'in four summers of work.\n',
  '- Keepers trimmed its oil lamp ',
  'every four hours.\n',
  '- Their logbooks hold a weather record without a gap.',
];

/** The bundled server's processes of this window. */
const SERVER = 'mcp-summarize-0.1.0/dist/server.js';

describe('In the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let window: CodeWindow;

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({ settings: { 'mcpSummarize.baseUrl': loopback.url } });
  });
  tidyBetweenTests(() => window, loopback);

  it('asks once for the key, in a masked box, and summarizes at once', async () => {
    loopback.script = () => ({ pieces: PIECES, pause: 10 });
    await window.selectLines(8, 22);
    await window.chooseFromContextMenu('Summarize Selection', '1-context-menu');
    const question = window.notification('No API key for');
    await question.waitFor();
    await window.screenshot('2-no-key');
    await window.press(question, 'Add API Key');
    await window.inputBox.waitFor();
    assert.equal(await window.inputBox.getAttribute('type'), 'password');
    await window.inputBox.fill(KEY);
    await window.screenshot('3-masked-box');
    await window.page.keyboard.press('Enter');
    await window.preview.getByText('a weather record').waitFor();
    await window.preview.getByText('Details').click();
    await window.preview.getByText('25 tokens in · 8 out').waitFor();
    await window.screenshot('4-summary');
    const [request] = loopback.requests;
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
    assert.match(
      textInPrompt(request.body.messages[0]?.content[0]?.text),
      /^\[1\] The lighthouse at Point Arren was built[^]*\n\[2\] [^]*without a gap\.$/,
    );
  });

  it('shows the summary growing before the model has finished', async () => {
    loopback.script = () => ({ pieces: PIECES, pause: 700 });
    await window.selectLines(8, 22);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('Its granite came over').waitFor();
    assert.equal(await window.preview.getByText('a weather record').count(), 0);
    await window.running('is writing').waitFor();
    await window.screenshot('5-growing');
    await window.preview.getByText('a weather record').waitFor();
    assert.equal(loopback.requests.length, 1, 'the key was asked for again');
  });

  it('cancels: the request ends within 200 ms, what was written stays', async () => {
    loopback.script = () => ({ pieces: PIECES.slice(0, 3), hang: true });
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('after three shipwrecks').waitFor();
    const progress = window.running('Summarizing lines 8–14');
    const clicked = performance.now();
    await window.stop('Summarizing lines 8–14');
    await until(() => loopback.requests[0]?.closedAt !== undefined);
    // The click itself takes a moment.
    assertAtOnce((loopback.requests[0]?.closedAt ?? Infinity) - clicked, 400);
    await window.preview.getByText('Cancelled before it was finished.').waitFor();
    await window.preview.getByText('after three shipwrecks').waitFor();
    await progress.waitFor({ state: 'hidden' });
    await window.screenshot('6-cancelled');
  });

  it('shows the running summary again on a second click', async () => {
    loopback.script = () => ({ pieces: PIECES.slice(0, 2), hang: true });
    await window.selectLines(24, 25);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('was built in 1871').waitFor();
    await window.chooseFromContextMenu('Summarize Selection');
    await window.page.waitForTimeout(500);
    assert.equal(loopback.requests.length, 1);
    await window.stop('Summarizing lines 24–25');
    await window.preview.getByText('Cancelled before it was finished.').waitFor();
  });

  it('offers Set API Key when the key is refused, and goes on with the new one', async () => {
    loopback.script = (_, index) =>
      index === 0 ? { status: 401, errorType: 'authentication_error' } : { pieces: PIECES };
    await window.selectLines(29, 30);
    await window.chooseFromContextMenu('Summarize Selection');
    const refused = window.notification('The API key was rejected by 127.0.0.1');
    await refused.waitFor();
    await window.screenshot('7-key-refused');
    await window.press(refused, 'Set API Key');
    await window.inputBox.fill('sk-another-key');
    await window.page.keyboard.press('Enter');
    await window.preview.getByText('a weather record').waitFor();
    assert.equal(loopback.requests[1]?.headers.authorization, 'Bearer sk-another-key');
  });

  it('says that the server was killed, and the next summary works', async () => {
    loopback.script = (_, index) =>
      index === 0 ? { pieces: PIECES.slice(0, 3), hang: true } : { pieces: PIECES };
    await window.selectLines(26, 27);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('after three shipwrecks').waitFor();
    const [pid] = window.processesWith(SERVER);
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await window.preview.getByText('MCP Summarize server stopped unexpectedly').waitFor();
    await window.screenshot('8-server-killed');
    assert.equal(await window.notification('stopped unexpectedly').count(), 0, 'it is told twice');
    // With the focus in the preview, the retry must not open another one beside it.
    await window.preview.getByText('Incomplete.').click();
    await window.page.getByRole('button', { name: /^Retry/ }).click();
    await window.preview.getByText('a weather record').waitFor();
    assert.equal(await window.preview.getByText('Incomplete.').count(), 0);
    assert.equal(await window.page.locator('.editor-group-container').count(), 2);
  });

  it('summarizes the whole document from the palette, and says so', async () => {
    await window.selectNothing();
    await window.runCommand('MCP Summarize: Summarize Selection');
    await window.preview.getByText('entire file').waitFor();
    assert.match(textInPrompt(loopback.requests[0]?.body.messages[0]?.content[0]?.text), /nearly home\.\n$/);
  });

  it('shows the log, which holds neither key nor text', async () => {
    await window.runCommand('MCP Sampling: Show Log');
    const log = window.page.locator('.output-view-content .view-lines, .panel .view-lines').first();
    await log.getByText('Sampling request').first().waitFor();
    await window.screenshot('9-log');
    assert.doesNotMatch(await log.innerText(), /lighthouse|sk-/);
  });

  it('clears the key', async () => {
    await window.runCommand('MCP Sampling: Clear API Key');
    await window.notification(/API key for .* cleared/).waitFor();
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    const question = window.notification('No API key for');
    await question.waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('asks again on a second click when the question has slipped away', async () => {
    await window.selectLines(8, 9);
    await window.chooseFromContextMenu('Summarize Selection');
    const question = window.notification('No API key for');
    await question.waitFor();
    // It moves to the notification center, unanswered.
    await until(async () => {
      await window.page.keyboard.press('Escape');
      return !(await question.isVisible());
    });
    await window.selectLines(8, 9);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.notification('No API key for').waitFor();
  });

  it('tries offline from there, labelled as such', async () => {
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.press(window.notification('No API key for'), 'Try Offline Once');
    await window.preview.getByText('nothing left this machine').waitFor();
    await window.screenshot('10-offline');
    assert.equal(loopback.requests.length, 0);
  });

  it('leaves no process behind when the window is closed', async () => {
    const servers = window.processesWith(SERVER);
    assert.equal(servers.length, 1);
    await window.closeWindow();
    await until(() => !servers.some(isAlive), 'the server outlived the window');
  });
});
