import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { CreateMessageRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { summaryResult } from '../../src/contract/summarize.js';
import { cli, cliSurroundings } from '../support/cliProcess.js';
import { callSummarize, foreignClient, saying } from '../support/foreignClient.js';
import { fixture } from '../support/fixtureServer.js';
import { promptOf, textInPrompt } from '../support/prompts.js';

const json = summaryResult.pick({ sentences: true, coverage: true }).extend({ summary: z.string() });

/** Some paragraphs; the first lines of them say something. */
const NOTES = [
  'The pump failed at 09:40 on Tuesday.',
  'Nobody noticed for 25 minutes.',
  'A fitter came on Friday.',
]
  .map((first) => `${first}\n${'It goes on about other things. '.repeat(10)}\n`)
  .join('\n');

describe('Summaries that can be checked, in the terminal', () => {
  const { loopback, folder, withModel } = cliSurroundings();
  let file: string;
  const sent = (): string | undefined => loopback.requests.map(({ body }) => promptOf(body))[0];
  before(async () => {
    file = path.join(folder(), 'notes.txt');
    await writeFile(file, NOTES);
  });

  it('say with --cite which lines each sentence rests on, and what is not there', async () => {
    loopback.script = () => ({
      pieces: ['It failed at 09:40 [1]. ', 'For 52 minutes nobody noticed [2].\n'],
    });
    const { stdout, stderr, code } = await withModel('--cite', file);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'It failed at 09:40. (line 1) For 52 minutes nobody noticed. (line 4; not found there: 52)\n',
    );
    assert.match(stderr, /Not found where they should stand in the text: 52; compare them with it\./);
    const text = textInPrompt(sent());
    assert.match(text, /^\[1\] The pump[^]*\n\n\[2\] Nobody[^]*\n\n\[3\] A fitter/);
  });

  it('are asked for as ever without it, and are checked all the same', async () => {
    loopback.script = () => ({ pieces: ['It failed at 09:40. ', 'For 52 minutes nobody noticed.'] });
    const { stdout, stderr } = await withModel(file);
    assert.equal(stdout, 'It failed at 09:40. For 52 minutes nobody noticed.\n');
    assert.match(stderr, /Not found where they should stand in the text: 52;/);
    assert.equal(textInPrompt(sent()), NOTES);
    assert.doesNotMatch(loopback.requests[0]?.body.system ?? '', /numbered|brackets/);
  });

  it('have their sentences in the JSON', async () => {
    loopback.script = () => ({ pieces: ['It failed at 09:40 [1]. For 52 minutes nobody noticed.'] });
    const { stdout } = await withModel('--cite', '--json', file);
    const { summary, sentences, coverage } = json.parse(JSON.parse(stdout));
    assert.equal(
      summary,
      'It failed at 09:40. (line 1) For 52 minutes nobody noticed. (line 4; not found there: 52)',
    );
    assert.deepEqual(sentences, [
      {
        text: 'It failed at 09:40.',
        sources: [{ fromLine: 1, toLine: 1 }],
        origin: 'cited',
        check: 'found',
      },
      {
        text: 'For 52 minutes nobody noticed.',
        sources: [{ fromLine: 4, toLine: 4 }],
        origin: 'inferred',
        check: 'notFound',
        missing: ['52'],
      },
    ]);
    assert.deepEqual(coverage, [1, 1, 1, 0.5, 0]);
  });

  it('know the lines of an offline extract exactly, and do not repeat them', async () => {
    const { stdout } = await cli(['--provider', 'offline', '--cite', file]);
    const plain = await cli(['--provider', 'offline', file]);
    assert.equal(stdout, plain.stdout);
    const { sentences } = json.parse(
      JSON.parse((await cli(['--provider', 'offline', '--json', file])).stdout),
    );
    const lines = NOTES.split('\n');
    assert.ok(sentences.length > 0);
    for (const { text, sources, origin } of sentences) {
      assert.equal(origin, 'cited');
      const own = lines.slice((sources[0]?.fromLine ?? 0) - 1, sources[0]?.toLine).join(' ');
      assert.ok(own.includes(text), `${text} in ${own}`);
    }
  });

  it('are found by resemblance where the server is another one', async () => {
    loopback.script = () => ({ pieces: ['At 09:40 the pump failed. A fitter came on Monday the 3rd.'] });
    const server = [process.execPath, fixture('foreignServer.mjs')].map((word) => `"${word}"`).join(' ');
    const { stdout, stderr } = await withModel('--server', server, '--cite', file);
    assert.match(
      stdout,
      /At 09:40 the pump failed\. \(line 1\) A fitter came on Monday the 3rd\. \(line 7; not found there: 3/,
    );
    assert.match(stderr, /Not found where they should stand/);
  });

  for (const other of [
    ['--ask', 'Why?'],
    ['--tool', 'plan_summary'],
  ])
    it(`do not go with ${other[0] ?? ''}`, async () => {
      const { code, stderr } = await cli(['--cite', ...other, file]);
      assert.equal(code, 2);
      assert.match(stderr, /--cite and --\w+ cannot be combined/);
    });
});

describe('Our server, asked what sentences rest on', () => {
  let client: Client;
  afterEach(async () => {
    await client.close();
  });

  it('numbers the blocks of a text if it is asked to, and says which lines a sentence rests on', async () => {
    const seen: CreateMessageRequest['params'][] = [];
    const paragraph = (about: string): string =>
      `${about}\n${'It goes on about other things. '.repeat(10)}\n`;
    const text = ['The pump failed at 09:40.', 'Nobody noticed.', 'It was repaired on Friday.']
      .map(paragraph)
      .join('\n');
    ({ client } = await foreignClient((params, signal) => {
      seen.push(params);
      const answer = 'The pump failed at 09:50 [1]. It was repaired [3][7].\n\n- Nobody noticed it';
      return saying({ type: 'text', text: answer })(params, signal);
    }));
    const { content, structuredContent } = await callSummarize(client, text, { cite: true, first_line: 11 });
    const prompt = JSON.stringify(seen[0]?.messages);
    for (const marked of ['[1] The pump', '[2] Nobody', '[3] It was repaired'])
      assert.ok(prompt.includes(marked), prompt);
    assert.match(seen[0]?.systemPrompt ?? '', /each block of it begins with its number in brackets/);
    assert.deepEqual(content, [
      {
        type: 'text',
        text:
          'The pump failed at 09:50. (line 11; not found there: 09:50) It was repaired. (line 17)\n\n' +
          '- Nobody noticed it (line 14)',
      },
    ]);
    const { summary, sentences, coverage } = summaryResult.parse(structuredContent);
    assert.equal(summary, 'The pump failed at 09:50. It was repaired.\n\n- Nobody noticed it');
    assert.deepEqual(
      sentences.map(({ sources, origin, check, missing }) => [sources[0]?.fromLine, origin, check, missing]),
      [
        [11, 'cited', 'notFound', ['09:50']],
        [17, 'cited', 'nothingToCheck', undefined],
        [14, 'inferred', 'nothingToCheck', undefined],
      ],
    );
    assert.deepEqual(coverage, [1, 1, 1, 1, 1]);
  });
});
