import assert from 'node:assert/strict';
import path from 'node:path';
import { questionTask } from '../../src/extension/commands/askSource.js';
import { readSettings } from '../../src/extension/settings.js';
import { digestOf } from '../../src/extension/summaries/sourceDigest.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { DIST } from '../support/paths.js';
import { promptOf } from '../support/prompts.js';

const SOURCE = {
  text: 'The text.',
  title: 'a.md',
  part: 'entire file',
  lines: '',
  firstLine: 1,
  languageId: 'markdown',
  identity: 'a.md',
};

describe('A question about a source', () => {
  const client = clientSurroundings();
  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
    client.loopback.script = () => ({ pieces: ['Yes.'] });
  });

  it('takes along only what was searched for secrets', async () => {
    const source = { ...SOURCE, text: 'The text, secret.' };
    const task = questionTask({
      question: 'What of secret?',
      read: () => Promise.resolve(source),
      style: '',
      wishes: {},
      context: {
        summary: 'Summary, secret.',
        earlier: [
          { question: 'First secret?', answer: 'First answer, secret.' },
          { question: 'Second secret?', answer: 'Second answer, secret.' },
        ],
      },
    });
    const hidden = (text: string): string => text.replaceAll('secret', '[token]');
    const along = (task.along ?? []).map(hidden);
    const checked = { text: hidden(source.text), along, redacted: [] };
    const confirm = { from: Infinity, ask: () => Promise.resolve(true) };
    await task.perform(source, checked, { ...client.options(), confirm }, readSettings());
    const sent = client.loopback.requests.map(({ body }) => JSON.stringify(body)).join('\n');
    assert.doesNotMatch(sent, /secret/);
    const prompt = client.loopback.requests.map(({ body }) => promptOf(body)).join('\n');
    for (const piece of [checked.text, ...along]) assert.ok(prompt.includes(piece), `${piece} in ${prompt}`);
  });

  it('takes nothing along that was said about another text', async () => {
    for (const [said, isSame] of [
      ['The text.', true],
      ['The text before an edit.', false],
    ] as const) {
      client.loopback.reset();
      client.loopback.script = () => ({ pieces: ['Yes.'] });
      const context = { summary: 'What it was.', earlier: [], digest: digestOf(said) };
      const task = questionTask({
        question: 'What?',
        read: () => Promise.resolve(SOURCE),
        style: '',
        wishes: {},
        context,
      });
      const checked = { text: SOURCE.text, along: task.along ?? [], redacted: [] };
      const confirm = { from: Infinity, ask: () => Promise.resolve(true) };
      await task.perform(SOURCE, checked, { ...client.options(), confirm }, readSettings());
      assert.equal(JSON.stringify(client.loopback.requests[0]?.body).includes('What it was.'), isSame);
    }
  });
});
