import assert from 'node:assert/strict';
import path from 'node:path';
import { describeImage } from '../../src/call/describeImage.js';
import type { ToolAnswer } from '../../src/call/runTool.js';
import type { SummaryOptions } from '../../src/call/summaryOptions.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import type { ImageContent } from '../../src/models/model.js';
import { OfflineModel } from '../../src/models/offline/offlineModel.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { DIST, ROOT } from '../support/paths.js';

/** One pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const IMAGE: ImageContent = { type: 'image', mimeType: 'image/png', data: PIXEL };

describe('An image', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
    loopback.script = () => ({ pieces: ['**A red ', 'square.**'] });
  });

  const run = async (
    more: Partial<SummaryOptions> & { readonly question?: string } = {},
  ): Promise<ToolAnswer> => await describeImage(IMAGE, { ...client.options(), ...more });

  it('is sampled as an image, with its title and the user’s wishes', async () => {
    const answer = await run({ about: { title: 'a.png', length: 'short', style: 'brief', first_line: 3 } });
    assert.equal(answer.text, '**A red square.**');
    assert.equal(client.observer.text, '**A red square.**');
    const [request] = loopback.requests;
    const blocks = request?.body.messages.flatMap(({ content }) => content);
    assert.deepEqual(blocks, [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
      { type: 'text', text: '<about>\nTitle: a.png\n</about>\n\nPlease summarize the image.' },
    ]);
    assert.match(request?.body.system ?? '', /what the image shows.*about 100 words\.$/);
  });

  it('is asked about', async () => {
    const { text } = await run({ question: 'Which colour is it? ' });
    assert.equal(text, '**A red square.**');
    const [request] = loopback.requests;
    assert.match(request?.body.system ?? '', /Answer the question from the image alone/);
    assert.match(JSON.stringify(request?.body.messages), /"The question: Which colour is it\?"/);
  });

  it('is said to be cut off where the token limit was reached', async () => {
    loopback.script = () => ({ pieces: ['**A'], stopReason: 'max_tokens' });
    assert.match((await run()).text, /^\*\*A\n\n> The token limit was reached, so this is cut off;/);
  });

  it('is for models and servers that take one, and says so of others', async () => {
    await assert.rejects(run({ model: new OfflineModel() }), {
      code: 'modelCannot',
      message: 'This model cannot read images; choose one that can.',
    });
    await client.connection?.close();
    const foreign = path.join(ROOT, 'test/fixtures/foreignServer.mjs');
    client.connect({ kind: 'stdio', name: 'foreign', command: process.execPath, args: [foreign] });
    await assert.rejects(run(), {
      code: 'toolNotFound',
      message: /^foreign has no tool "describe_image"; it has /,
    });
    assert.equal(loopback.requests.length, 0);
  });
});
