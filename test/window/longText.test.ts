import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { bookText, logText, sourceText } from '../support/longTexts.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { partInPrompt, promptOf } from '../support/prompts.js';
import { assertAtOnce, until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { tidyBetweenTests } from './hooks.js';

describe('A text of megabytes in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  const samples = { log: logText(), book: bookText(), 'source tree': sourceText() };
  let window: CodeWindow;

  const settings = (more: object = {}): Readonly<Record<string, unknown>> => ({
    'mcpSummarize.baseUrl': loopback.url,
    // A folded log is one request.
    'mcpSummarize.fold': false,
    ...more,
  });

  before(async () => {
    await loopback.start();
    window = await CodeWindow.open({
      settings: settings(),
      files: Object.fromEntries(Object.values(samples).map(({ name, text }) => [name, text])),
    });
    await window.setApiKey('sk-window-key');
  });
  tidyBetweenTests(() => window, loopback);
  beforeEach(() => {
    loopback.script = (body) => {
      const [part] = partInPrompt(promptOf(body)) ?? [];
      return { pieces: [part === undefined ? 'The whole of it.' : `Summary of part ${String(part)}.`] };
    };
  });
  const question = (): Locator => window.page.locator('.monaco-dialog-box', { hasText: 'Summarize with' });
  const summarize = async (name: string): Promise<void> => {
    await window.openFile(name);
    await window.runCommand('MCP Summarize: Summarize Selection');
  };
  const confirm = async (): Promise<void> => {
    await question().getByRole('button', { name: 'Summarize', exact: true }).click();
  };
  const parts = (): number[] =>
    loopback.requests.flatMap(({ body }) => partInPrompt(promptOf(body))?.[0] ?? []);

  it('is not summarized before the user has seen what it takes', async () => {
    await summarize(samples.log.name);
    await question().getByText('74 parts').waitFor();
    await window.screenshot('42-cost');
    await question().getByRole('button', { name: 'Cancel' }).click();
    await window.preview.getByText('Cancelled before it was finished').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('shows how far it is, and its parts as they come; a cancel ends all of it', async () => {
    const answering = loopback.script;
    loopback.script = (body, index) => ({ ...answering(body, index), pause: index < 20 ? 300 : 60_000 });
    await summarize(samples.log.name);
    await confirm();
    await window.preview.getByText('Summary of part 12.').waitFor();
    await window.preview.getByText(/\d+ of 74 parts/).waitFor();
    await window.running(/\d+ of 74 parts/).waitFor();
    await window.screenshot('43-parts');
    const cancelledAt = performance.now();
    await window.stop(/of 74 parts/);
    await until(() => loopback.requests.slice(20).every(({ closedAt }) => closedAt !== undefined));
    const last = Math.max(...loopback.requests.slice(20).map(({ closedAt = Infinity }) => closedAt));
    // The click itself takes a moment.
    assertAtOnce(last - cancelledAt, 500);
    await window.preview.getByText('Cancelled before it was finished').waitFor();
  });

  it('names the part that is missing, and tries just that once more', async () => {
    let fails = true;
    loopback.failWhere((body) => fails && partInPrompt(promptOf(body))?.[0] === 30, {
      status: 400,
      errorType: 'invalid_request_error',
    });
    await summarize(samples.log.name);
    await confirm();
    const missing = window.notification('1 of 74 parts could not be summarized');
    await missing.waitFor();
    await window.preview.getByText('could not be summarized').waitFor();
    await window.screenshot('44-missing-part');
    fails = false;
    loopback.requests.length = 0;
    await window.press(missing, 'Retry Missing Parts');
    await window.preview.getByText('could not be summarized').waitFor({ state: 'hidden' });
    await window.preview.getByText('The whole of it.').waitFor();
    assert.deepEqual(parts(), [30]);
  });

  for (const what of ['book', 'source tree'] as const) {
    it(`is summarized by a model: a ${what}`, async () => {
      await summarize(samples[what].name);
      await confirm();
      await window.preview.getByText('The whole of it.').waitFor({ timeout: 120_000 });
      const of = Math.max(...parts());
      assert.deepEqual(
        parts().sort((a, b) => a - b),
        Array.from({ length: of }, (_, index) => index + 1),
      );
      assert.ok(of > 60);
    });
  }

  it('is summarized offline, without a question', async () => {
    await window.changeSettings(settings({ 'mcpSummarize.provider': 'offline' }));
    await summarize(samples.log.name);
    await window.preview.getByText('nothing left this machine').waitFor({ timeout: 120_000 });
    await window.summaryToEnd(120_000);
    await window.screenshot('45-offline');
    assert.equal(loopback.requests.length, 0);
  });
});
