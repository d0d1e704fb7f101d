import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import { readToolResult } from '../../src/mcp/tools/toolResult.js';
import { renderSummary } from '../../src/summary/render.js';
import { finished, RUNNING as running } from '../support/summaries.js';

const USAGE = { parts: 1, samplingRequests: 1, knownAnswers: 0 };
const SUMMARY = {
  summary: 'A *short* summary.',
  keyPoints: [],
  parts: [],
  gaps: [],
  notes: [],
  cutOff: false,
  sentences: [],
  coverage: [],
  usage: USAGE,
};

describe('The summary document', () => {
  it('says what is summarized, and above the text how far it is', () => {
    assert.equal(
      renderSummary({ ...running, outcome: { kind: 'running', notice: 'Merging 3 parts…' } }),
      '## [`notes.txt`](</notes.txt#L3-L20>) · lines 3–20\n\n*Merging 3 parts…*\n\nA *short* summary.\n',
    );
  });

  it('has one quiet line when it is done, and the figures folded', () => {
    const page = renderSummary(finished({}, { style: 'Takeaway', isStale: true }));
    assert.match(
      page,
      /\n\n\*claude-haiku-5-5-20260901 · Takeaway · 12 s · source changed since\*\n\nA \*short\*/,
    );
    assert.match(
      page,
      /<details><summary>Details<\/summary>\n\n- 1,234 tokens in · 56 out\n- 1 sampling request, allowed by your policy\n\n<\/details>\n$/,
    );
  });

  it('says what it cost, where that is known, and what was not passed on', () => {
    const cost = { dollars: 0.0123, saved: 0.002 };
    const page = renderSummary(finished({ cost, dropped: ['temperature'], allowedBy: ['you', 'review'] }));
    assert.match(page, /56 out · \$0\.0123 \(\$0\.0020 saved by the prompt cache\)\n/);
    assert.match(page, /allowed by you and you, after a review/);
    assert.match(page, /Not passed on to the model: temperature/);
  });

  it('has no link where nothing can be opened', () => {
    assert.match(renderSummary({ ...running, link: undefined }), /^## `notes\.txt` · lines 3–20\n/);
  });

  it('has links of lines alone where a preview’s own links cannot lead', () => {
    assert.match(renderSummary({ ...running, link: '' }), /^## \[`notes\.txt`\]\(<#L3-L20>\) · lines 3–20\n/);
    const whole = { ...running, link: '', part: 'entire file', ranges: [] };
    assert.match(renderSummary(whole), /^## `notes\.txt` · entire file\n/);
  });

  it('says where the model may not have read all', () => {
    assert.match(
      renderSummary(finished({ cutPrompts: 1 })),
      /Possibly incomplete\.\*\* The model reported far fewer/,
    );
  });

  it('says that the token limit cut it off, and once where the server says so', () => {
    assert.match(
      renderSummary(finished({ stopReason: 'maxTokens' })),
      /\*\*Cut off\.\*\* The token limit was reached/,
    );
    const notes = ['The token limit was reached, so the summary is cut off.'];
    const summary = { ...SUMMARY, cutOff: true, notes };
    const page = renderSummary(finished({ stopReason: 'maxTokens', summary }));
    assert.equal(page.split('token limit was reached').length, 2);
  });

  for (const [reason, words] of [
    ['refusal', /declined to continue/],
    ['modelContextWindowExceeded', /context window is full/],
    ['pauseTurn', /stopped early \(pauseTurn\)/],
  ] as const) {
    it(`does not let an answer that ended by ${reason} pass as whole`, () => {
      assert.match(renderSummary(finished({ stopReason: reason })), words);
    });
  }

  it('names what it does not cover, each with its lines, and keeps the parts folded', () => {
    const part = { part: 1, fromLine: 3, toLine: 9, summary: '# One\n\nFirst.</details>' };
    const summary = {
      ...SUMMARY,
      parts: [part, { ...part, part: 2, fromLine: 10, toLine: 15 }],
      gaps: [{ part: 3, fromLine: 16, toLine: 20, reason: 'the model is down' }],
    };
    const redactions = [{ name: 'GitHub token', line: 5 }];
    const page = renderSummary(finished({ summary, text: 'not this' }, { redactions }));
    assert.doesNotMatch(page, /not this/);
    assert.match(
      page,
      /\*\*Not covered\*\*\n\n- \[lines 16–20\]\(<\/notes\.txt#L16-L20>\): could not be summarized, the model is down\n- \[line 5\]/,
    );
    assert.match(page, /GitHub token, redacted/);
    assert.match(
      page,
      /<summary>2 parts<\/summary>\n\n\*\*\[lines 3–9\]\(<\/notes\.txt#L3-L9>\)\*\*\n\n### One/,
    );
    assert.equal(page.split('\n</details>').length, 3, 'a part ended the fold');
  });

  it('labels an offline extract as such', () => {
    const page = renderSummary(finished({}, { offline: true }));
    assert.match(
      page,
      /\*offline extract · 12 s\*\n\n> Taken from the text without a language model; nothing left/,
    );
    assert.doesNotMatch(page, /tokens/);
  });

  it('keeps what was written when it fails, and says above it why', () => {
    const error = new SummarizeError('streamCut', 'The answer was cut off; try again.');
    const page = renderSummary({ ...running, seconds: 3, outcome: { kind: 'failed', error } });
    assert.match(
      page,
      /3\.0 s\*\n\n> \*\*Incomplete\.\*\* The answer was cut off; try again\.\n\nA \*short\* summary\.\n$/,
    );
  });

  it('says so when nothing was written before it failed', () => {
    const error = new SummarizeError('keyRefused', 'The key was refused; set another one.');
    const page = renderSummary({ ...running, texts: [''], outcome: { kind: 'failed', error } });
    assert.match(page, /\*\*No summary\.\*\* The key was refused/);
  });

  it('has questions and answers below it', () => {
    const { outcome } = finished();
    const questions = [
      { question: 'Why *that*?', text: '# Because\n\nof it.', outcome },
      { question: 'And now?', text: '', outcome: { kind: 'running' } },
    ] as const;
    const page = renderSummary(finished({}, { questions }));
    assert.match(
      page,
      /---\n\n\*\*Why \\\*that\\\*\?\*\*\n\n### Because\n\nof it\.\n\n---\n\n\*\*And now\?\*\*\n\n\*Writing…\*/,
    );
  });

  it('does not trust file names', () => {
    const page = renderSummary({ ...running, title: '![x](y) `<img>`', link: '/a%3E%20b' });
    assert.match(page, /^## \[`` !\[x\]\(y\) `<img>` ``\]\(<\/a%3E%20b#L3-L20>\)/);
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
    for (const content of [[], [text(' \n')]]) {
      assert.deepEqual(readToolResult({ content, structuredContent }, 'S'), {
        text: '',
        structured: { a: 1 },
      });
    }
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
    const done = { text: '', structured: { gist: 'x' } };
    const page = renderSummary({ ...finished(done), texts: [''] });
    assert.match(page, /```json\n\{\n {2}"gist": "x"\n\}\n```/);
  });

  it('shows structured content in the preview of a tool, in a block that it cannot leave', () => {
    const structured = { a: '```\n![x](https://evil.example)' };
    const page = renderSummary(finished({ structured }, { tool: 't`' }));
    assert.match(page, /^## `` t` `` with \[`notes\.txt`\]/);
    assert.match(page, /````json\n\{/);
  });

  for (const [what, result, message] of [
    ['an error with words', { isError: true, content: [text('It broke.')] }, 'S failed: It broke.'],
    [
      'an error with Zod’s issues',
      { isError: true, content: [text('Invalid arguments: [ {"path": ["a", 0], "message": "Required"} ]')] },
      'S failed: Invalid arguments: a.0: Required.',
    ],
    ['an error without', { isError: true, content: [] }, 'S failed without giving a reason.'],
    ['empty text', { content: [text('')] }, /returned an empty result/],
    ['blank text', { content: [text(' '), text('\n')] }, /returned an empty result/],
    ['nothing', { content: [] }, /returned an empty result/],
    ['no result at all', 7, /invalid tool result/],
  ] as const) {
    it(`fails on ${what}`, () => {
      assert.throws(() => readToolResult(result, 'S'), { code: 'toolFailed', message });
    });
  }
});
