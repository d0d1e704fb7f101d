import assert from 'node:assert/strict';
import { citationsOf, citedAnswer } from '../../src/call/citedAnswer.js';
import type { ToolAnswer } from '../../src/call/runTool.js';
import { finished } from '../support/summaries.js';

const { outcome } = finished({ text: 'The pump failed at 09:40.' });

describe('The answer of a server that knows nothing of lines', () => {
  assert.ok(outcome.kind === 'done');
  const { answer } = outcome;
  const cited = async (text: string, abort = new AbortController()): Promise<[ToolAnswer, string[]]> => {
    const notices: string[] = [];
    const onNotice = (notice: string): void => void notices.push(notice);
    const source = { text, title: '', firstLine: 5 };
    return [await citedAnswer(answer, source, { onNotice, signal: abort.signal }), notices];
  };

  it('gets them, without a word where it takes no time', async () => {
    const [{ citations }, notices] = await cited('The pump failed at 09:40.\n');
    assert.deepEqual(citations?.sentences[0]?.sources, [{ fromLine: 5, toLine: 5 }]);
    assert.deepEqual(notices, []);
  });

  it('stays whole when the user does not wait for them', async () => {
    const abort = new AbortController();
    const running = cited('It goes on about other things, as notes do.\n'.repeat(40_000), abort);
    abort.abort();
    const [whole, notices] = await running;
    assert.equal(whole, answer);
    assert.deepEqual(citationsOf(whole).sentences, []);
    assert.deepEqual(notices, ['Looking for the lines that the summary rests on…']);
  });
});
