import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import type { SummaryResult } from '../../src/contract/summarize.js';
import { fromKept, toKept } from '../../src/summary/keptSummary.js';
import { finished, RUNNING } from '../support/summaries.js';

describe('A summary in a file', () => {
  it('is the same when it is read again', () => {
    const usage = { parts: 1, samplingRequests: 1, knownAnswers: 0 };
    const part = { part: 1, fromLine: 1, toLine: 2, summary: 'x' };
    const summary: SummaryResult = {
      summary: 'x',
      keyPoints: [],
      parts: [part],
      gaps: [],
      notes: ['n'],
      cutOff: false,
      sentences: [
        { text: 'A.', sources: [{ fromLine: 3, toLine: 4 }], origin: 'cited', check: 'found' },
        { text: 'B 7.', sources: [], origin: 'none', check: 'notFound', missing: ['7'] },
      ],
      coverage: [1, 0, 0, 0.5, 1],
      usage,
    };
    const cost = { dollars: 1, saved: 0 };
    const state = finished(
      { summary, cost },
      {
        redactions: [{ name: 'token', line: 3 }],
        wishes: { style: 'brief' },
        document: 'file:///notes.txt',
        questions: [{ question: 'Why?', text: 'So.', outcome: finished().outcome }],
      },
    );
    assert.deepEqual(clean(fromKept(toKept(state) ?? '')), clean(state));
  });

  it('keeps a failure with what was written, and nothing else', () => {
    const error = new SummarizeError('streamCut', 'It broke off; try again.');
    const failed = { ...RUNNING, outcome: { kind: 'failed', error } } as const;
    const read = fromKept(toKept(failed) ?? '');
    assert.equal(read?.outcome.kind === 'failed' && read.outcome.error.code, 'streamCut');
    assert.equal(toKept({ ...failed, texts: [' '] }), undefined);
    assert.equal(toKept(RUNNING), undefined);
  });

  for (const json of ['', '{', 'null', '{"version":2}', '{"version":1,"title":7}', '[]']) {
    it(`is none if the file holds ${JSON.stringify(json)}`, () => {
      assert.equal(fromKept(json), undefined);
    });
  }

  /** Without what is not defined, which JSON does not have. */
  function clean(state: unknown): unknown {
    return JSON.parse(JSON.stringify(state));
  }
});
