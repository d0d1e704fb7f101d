import assert from 'node:assert/strict';
import path from 'node:path';
import { fixture, ListeningServer, SERVER_EVERYTHING } from '../support/fixtureServer.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { isAlive, until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';

const KEY = 'sk-window-key';
const TOKEN = 'a-token-for-the-server';

describe('Other servers in the window', function () {
  this.timeout(300_000);
  const loopback = new LoopbackModel();
  let listening: ListeningServer;
  let window: CodeWindow;

  before(async () => {
    await loopback.start();
    listening = await ListeningServer.start('httpServer.mjs', [], { TOKEN });
    const node = (...args: string[]): object => ({ command: process.execPath, args });
    window = await CodeWindow.open({
      settings: {
        'mcpSummarize.baseUrl': loopback.url,
        'mcpSummarize.policies': { '*': { sampling: 'always' } },
        'mcpSummarize.server': 'modern',
        'mcpSummarize.servers': {
          everything: node(SERVER_EVERYTHING, 'stdio'),
          modern: node(fixture('modernServer.mjs'), 'stdio', 'modern'),
          'tool loop': node(fixture('toolLoopServer.mjs')),
          pages: node(fixture('pagingServer.mjs')),
          burst: node(fixture('foreignServer.mjs'), 'burst'),
          'over http': { url: listening.url, headers: { Authorization: 'Bearer ${input:token}' } },
          missing: { command: '/no/such/program' },
        },
      },
      // A repository could contain this, but must not change machine settings.
      workspaceSettings: {
        'mcpSummarize.server': 'evil',
        'mcpSummarize.servers': { evil: { command: '/bin/sh', args: ['-c', 'touch /tmp/evil'] } },
      },
    });
    await window.setApiKey(KEY);
  });
  after(async () => {
    await CodeWindow.closeAll();
    await loopback.stop();
    await listening.stop();
  });
  beforeEach(async () => {
    loopback.reset();
    await window.tidy();
  });
  screenshotOfFailures(() => window);

  /** Selects lines and picks a server and a tool. */
  async function runTool(server: string, tool: string, screenshot?: string): Promise<void> {
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Run Tool on Selection');
    await window.pick(
      'Select a server',
      server,
      screenshot === undefined ? undefined : `${screenshot}-server`,
    );
    await window.pick('Select a tool', tool, screenshot === undefined ? undefined : `${screenshot}-tool`);
  }

  it('summarize in place of the bundled one, in the modern era, whatever the workspace says', async () => {
    loopback.script = () => ({ pieces: ['The lighthouse stands ', 'since 1871.'] });
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Summarize Selection');
    await window.preview.getByText('since 1871').waitFor();
    await window.preview.getByText('modern · claude-haiku-5-5').waitFor();
    await window.screenshot('12-another-server');
    assert.match(
      loopback.requests[0]?.body.messages[0]?.content[0]?.text ?? '',
      /^The lighthouse at Point Arren/,
    );
  });

  it('have their protocol version and the deprecation in the log', async () => {
    await window.runCommand('MCP Sampling: Show Log');
    const log = window.page.locator('.output-view-content .view-lines, .panel .view-lines').first();
    await log.getByText('protocol 2026-07-28').first().waitFor();
    await log.getByText('MCP deprecated sampling').first().waitFor();
    await window.screenshot('21-log-of-servers');
    await window.runCommand('View: Hide Panel');
  });

  it('run a tool of server-everything on the selection', async () => {
    loopback.script = () => ({ pieces: ['Sampled in the window.'] });
    await runTool('everything', 'Trigger Sampling Request', '13-everything');
    await window.preview.getByText('Sampled in the window.').waitFor();
    await window.preview.getByText('Not passed on to the model: temperature').waitFor({ state: 'attached' });
    await window.screenshot('14-everything-result');
    assert.match(
      loopback.requests[0]?.body.messages[0]?.content[0]?.text ?? '',
      /The lighthouse at Point Arren/,
    );
  });

  it('ask for several answers in a round, and for more in the next', async () => {
    loopback.script = ({ messages }) => {
      const asked = messages[0]?.content[0]?.text ?? '';
      const word = /^(pro|con|gist|merge)/.exec(asked)?.[0] ?? '';
      return { pieces: [`What speaks of **${word}**, `, 'in a sentence or two.'], pause: 300 };
    };
    await runTool('modern', 'compare');
    await window.preview.getByText('What speaks of con').waitFor();
    await window.screenshot('15-round-of-three');
    await window.preview.getByText('4 sampling requests').waitFor({ state: 'attached' });
    await window.screenshot('16-rounds-done');
    assert.equal(loopback.requests.length, 4);
  });

  it('let the model use their tools', async () => {
    loopback.script = (_, index) =>
      index === 0
        ? { pieces: ['I count.'], toolUses: [{ id: 't1', name: 'count_words', input: { text: 'a b c' } }] }
        : { pieces: ['It has three words.'] };
    await runTool('tool loop', 'research');
    await window.preview.getByText('It has three words. (1 rounds)').waitFor();
    await window.preview.getByText('2 sampling requests').waitFor({ state: 'attached' });
    await window.screenshot('17-tool-loop');
  });

  it('get their secret from a masked box, once, and again after it was cleared', async () => {
    await upToSecret('over http');
    await window.maskedBox.fill(TOKEN);
    await window.screenshot('18-secret');
    await window.page.keyboard.press('Enter');
    await window.pick('Select a tool', 'summarize');
    await window.preview.getByText('A short summary.').waitFor();
    await window.tidy();
    await runTool('over http', 'summarize');
    await window.preview.getByText('A short summary.').waitFor();
    await window.tidy();
    await window.runCommand('MCP Sampling: Clear Server Secrets');
    await window.notification('1 server secret cleared').waitFor();
    await upToSecret('over http');
    await window.maskedBox.waitFor();
    await window.page.keyboard.press('Escape');
  });

  async function upToSecret(server: string): Promise<void> {
    await window.selectLines(8, 14);
    await window.runCommand('MCP Sampling: Run Tool on Selection…');
    await window.pick('Select a server', server);
    await window.maskedBox.waitFor();
  }

  it('that do not take their secret offer to enter it again', async () => {
    await upToSecret('over http');
    await window.maskedBox.fill('a wrong token');
    await window.page.keyboard.press('Enter');
    const refused = window.notification('rejected the request (HTTP 401)');
    await refused.waitFor();
    await window.screenshot('23-wrong-secret');
    await window.press(refused, 'Enter Secrets Again');
    await window.maskedBox.fill(TOKEN);
    await window.page.keyboard.press('Enter');
    await window.pick('Select a tool', 'summarize');
    await window.preview.getByText('A short summary.').waitFor();
  });

  it('are asked for what a tool requires beside the text', async () => {
    await runTool('pages', 'tool-4');
    await window.pick('Select the argument for the selected text', 'text');
    const box = window.page.locator('.quick-input-widget');
    await box.getByText('Or [quit] (command:workbench.action.quit) $ (alert)').waitFor();
    assert.equal(await box.locator('.quick-input-message a').count(), 0, 'a server made a link');
    await window.inputBox.fill('many');
    await window.page.getByText('The argument count must be a number; correct it.').waitFor();
    await window.screenshot('19-argument');
    await window.inputBox.fill('3');
    await window.page.keyboard.press('Enter');
    await window.preview.getByText('"count":3').waitFor();
    await window.preview.getByText('no model used').waitFor();
    assert.equal(loopback.requests.length, 0);
  });

  it('run a tool that takes no text, and say that the selection was not used', async () => {
    await runTool('everything', 'Get Structured Content Tool');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Chicago' }).click();
    await window.preview.getByText('The selection was not used').waitFor();
    await window.screenshot('24-no-text');
    assert.equal(loopback.requests.length, 0);
  });

  it('get fifty right answers to fifty requests at once', async () => {
    loopback.script = ({ messages }) => ({
      pieces: [(messages[0]?.content[0]?.text ?? '').split(' ').at(-1) ?? ''],
    });
    await runTool('burst', 'summarize');
    await window.preview.getByText('50 sampling requests').waitFor({ state: 'attached' });
    await window.preview
      .getByText(Array.from({ length: 50 }, (_, index) => String(index)).join('|'))
      .waitFor();
  });

  it('lose their sampling, and its model calls, when the call is cancelled', async () => {
    loopback.script = () => ({ pieces: ['Half of it'], hang: true });
    await runTool('modern', 'compare');
    await window.preview.getByText('Half of it').first().waitFor();
    await window.stop('compare with lines 8–14');
    await until(() => loopback.requests.every(({ closedAt }) => closedAt !== undefined));
    assert.equal(loopback.requests.length, 3);
    await window.preview.getByText('Cancelled before it was finished.').waitFor();
  });

  it('are said not to be usable in one sentence, with the log at hand', async () => {
    await window.selectLines(8, 14);
    await window.chooseFromContextMenu('Run Tool on Selection');
    await window.pick('Select a server', 'missing');
    const failure = window.notification('Could not start missing');
    await failure.waitFor();
    await window.screenshot('20-missing-server');
    await window.press(failure, 'Show Log');
    const log = window.page.locator('.output-view-content .view-lines, .panel .view-lines').first();
    await log.getByText('Run Tool on Selection failed: server not started').waitFor();
    assert.doesNotMatch(await log.innerText(), /lighthouse|sk-window|a-token/);
  });

  it('leave no process behind when the window is closed', async () => {
    const running = window.processesWith(fixture('modernServer.mjs'));
    assert.equal(running.length, 1, 'the server was not kept warm, or started twice');
    const all = window.processesWith(path.join('test', 'fixtures'));
    await window.closeWindow();
    await until(() => !all.some(isAlive), 'a server outlived the window');
  });
});
