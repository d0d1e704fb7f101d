import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import { readToolResult } from '../../src/mcp/tools/toolResult.js';
import { renderSummary } from '../../src/summary/render.js';
import type { SummaryState } from '../../src/summary/state.js';

const running: SummaryState = {
  title: 'notes.txt',
  part: 'lines 3–20',
  model: 'claude-haiku-5-5',
  offline: false,
  texts: ['A *short* summary.'],
  outcome: { kind: 'running' },
};
const answer = {
  text: 'A *short* summary.',
  model: 'claude-haiku-5-5-20260901',
  stopReason: 'endTurn',
  usage: { inputTokens: 1234, outputTokens: 56 },
  cost: undefined,
  cutPrompts: 0,
  samplingRequests: 1,
  dropped: [],
};

describe('The summary document', () => {
  it('says what is summarized, by whom, and that it is not finished', () => {
    assert.equal(
      renderSummary(running),
      '## Summary of `notes.txt`\n\n*Lines 3–20 · claude-haiku-5-5*\n\nA *short* summary.\n\n*Writing…*\n',
    );
  });

  it('ends with the tokens and the model that answered', () => {
    const page = renderSummary({ ...running, outcome: { kind: 'done', answer } });
    assert.match(page, /\*Lines 3–20 · claude-haiku-5-5-20260901\*/);
    assert.match(page, /\n---\n\n\*1,234 tokens in · 56 out\*\n$/);
  });

  it('says where the model may not have read all', () => {
    const page = renderSummary({
      ...running,
      outcome: { kind: 'done', answer: { ...answer, cutPrompts: 1 } },
    });
    assert.match(page, /Possibly incomplete\.\*\* The model reported far fewer tokens/);
  });

  it('says what it cost, where that is known', () => {
    const cost = { dollars: 0.0123, saved: 0.002 };
    const page = renderSummary({ ...running, outcome: { kind: 'done', answer: { ...answer, cost } } });
    assert.match(page, /56 out · \$0\.0123 \(\$0\.0020 saved by the prompt cache\)\*\n$/);
  });

  it('says that the token limit cut it off, and what was not passed on', () => {
    const cut = { ...answer, stopReason: 'maxTokens', dropped: ['temperature'] };
    const page = renderSummary({ ...running, outcome: { kind: 'done', answer: cut } });
    assert.match(page, /\*\*Cut off\.\*\* The token limit was reached/);
    assert.match(page, /Not passed on to the model: temperature/);
  });

  it('says once that it was cut off, where its text does', () => {
    const text = 'Half.\n\n> The token limit was reached, so the summary is cut off.';
    const usage = { parts: 1, samplingRequests: 1, knownAnswers: 0 };
    const summary = { summary: 'Half.', keyPoints: [], parts: [], gaps: [], cutOff: true, usage };
    const cut = { ...answer, text, stopReason: 'maxTokens', summary };
    const page = renderSummary({ ...running, texts: [text], outcome: { kind: 'done', answer: cut } });
    assert.equal(page.split('token limit was reached').length, 2);
  });

  for (const [reason, words] of [
    ['refusal', /declined to continue/],
    ['modelContextWindowExceeded', /context window is full/],
    ['pauseTurn', /stopped early \(pauseTurn\)/],
  ] as const) {
    it(`does not let an answer that ended by ${reason} pass as whole`, () => {
      const page = renderSummary({
        ...running,
        outcome: { kind: 'done', answer: { ...answer, stopReason: reason } },
      });
      assert.match(page, words);
    });
  }

  it('labels an offline summary as such', () => {
    assert.match(
      renderSummary({ ...running, offline: true }),
      /> \*\*Offline extract\.\*\*.*No language model was used/,
    );
  });

  it('keeps what was written when it fails, marked incomplete', () => {
    const error = new SummarizeError('streamCut', 'The answer was cut off; try again.');
    const page = renderSummary({ ...running, outcome: { kind: 'failed', error } });
    assert.match(
      page,
      /A \*short\* summary\.\n\n---\n\n\*\*Incomplete\.\*\* The answer was cut off; try again\.\n$/,
    );
  });

  it('says so when nothing was written before it failed', () => {
    const error = new SummarizeError('keyRefused', 'The key was refused; set another one.');
    const page = renderSummary({ ...running, texts: [''], outcome: { kind: 'failed', error } });
    assert.match(page, /\*\*No summary\.\*\* The key was refused/);
  });

  it('does not trust file names', () => {
    const page = renderSummary({ ...running, title: '![x](y) `<img>`' });
    assert.match(page, /^## Summary of ``/);
  });
});

describe('A tool result', () => {
  const text = (value: string): object => ({ type: 'text', text: value });

  it('is its text', () => {
    assert.equal(readToolResult({ content: [text('a'), text('b')] }, 'S').text, 'a\nb');
  });

  it('names what is no text in its place', () => {
    const content = [
      text('a'),
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'resource', resource: { uri: 'file:///r', text: 'held' } },
      { type: 'resource_link', uri: 'file:///l', name: 'L' },
    ];
    assert.equal(
      readToolResult({ content }, 'S').text,
      'a\n[image, image/png, 3 bytes]\nheld\n[resource_link, L, file:///l]',
    );
  });

  it('keeps structured content that the text does not repeat', () => {
    const structuredContent = { a: 1 };
    assert.deepEqual(readToolResult({ content: [text('{"a": 1}')], structuredContent }, 'S'), {
      text: '{"a": 1}',
    });
    const asFastMcp = { content: [text('Done.')], structuredContent: { result: 'Done.' } };
    assert.deepEqual(readToolResult(asFastMcp, 'S'), { text: 'Done.' });
    assert.deepEqual(readToolResult({ content: [text('Done.')], structuredContent }, 'S'), {
      text: 'Done.',
      structured: { a: 1 },
    });
    assert.deepEqual(readToolResult({ structuredContent }, 'S'), { text: '', structured: { a: 1 } });
  });

  for (const [what, block, described] of [
    ['an image', { type: 'image', mimeType: 'image/png', data: 'AAAA' }, '[image, image/png, 3 bytes]'],
    ['audio', { type: 'audio', mimeType: 'audio/wav', data: 'AAA=' }, '[audio, audio/wav, 2 bytes]'],
    [
      'a resource link',
      { type: 'resource_link', uri: 'file:///l', name: 'L' },
      '[resource_link, L, file:///l]',
    ],
    [
      'a resource that is no text',
      { type: 'resource', resource: { uri: 'file:///r', mimeType: 'application/zip', blob: 'AAAA' } },
      '[resource, file:///r, application/zip, 3 bytes]',
    ],
  ] as const) {
    it(`may be ${what} alone, which is described and kept whole`, () => {
      assert.deepEqual(readToolResult({ content: [block] }, 'S'), {
        text: described,
        content: [block],
        isDescribed: true,
      });
    });
  }

  it('shows structured content alone in the preview of a summary as well', () => {
    const done = { ...answer, text: '', structured: { gist: 'x' } };
    const page = renderSummary({ ...running, texts: [''], outcome: { kind: 'done', answer: done } });
    assert.match(page, /```json\n\{\n {2}"gist": "x"\n\}\n```/);
  });

  it('shows structured content in the preview of a tool, in a block that it cannot leave', () => {
    const structured = { a: '```\n![x](https://evil.example)' };
    const page = renderSummary({
      ...running,
      tool: 't`',
      outcome: { kind: 'done', answer: { ...answer, structured } },
    });
    assert.match(page, /^## `` t` `` with `notes\.txt`/);
    assert.match(page, /````json\n\{/);
  });

  for (const [what, result, message] of [
    ['an error with words', { isError: true, content: [text('It broke.')] }, 'S failed: It broke.'],
    ['an error without', { isError: true, content: [] }, 'S failed without giving a reason.'],
    ['empty text', { content: [text('')] }, /returned an empty result/],
    ['nothing', { content: [] }, /returned an empty result/],
    ['no result at all', 7, /invalid tool result/],
  ] as const) {
    it(`fails on ${what}`, () => {
      assert.throws(() => readToolResult(result, 'S'), { code: 'toolFailed', message });
    });
  }
});
