import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SummarizeError } from '../../src/common/errors.js';
import { digestOf, isChanged } from '../../src/extension/summaries/sourceDigest.js';
import { documentUri } from '../../src/extension/summaries/summaryUris.js';
import type { SummaryState } from '../../src/summary/state.js';
import { RUNNING } from '../support/summaries.js';
import { until } from '../support/until.js';

const ended: SummaryState = {
  ...RUNNING,
  outcome: { kind: 'failed', error: new SummarizeError('cancelled', 'The end of it.') },
};

/** The extension under test has the scheme, so this one is only asked by us. */
describe('A summary document', () => {
  it('shows how it ended, also where that came while it was being opened', async () => {
    const extension = vscode.extensions.getExtension('mcp-summarize.mcp-summarize');
    await extension?.activate();
    await until(
      () => vscode.workspace.fs.isWritableFileSystem('mcp-summary') === false,
      'no read-only file system',
    );
    const uri = documentUri('some source', RUNNING);
    assert.equal(uri.path.split('/').at(-1), 'notes.txt L3–20 – summary');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'markdown');
    await until(
      () => document.getText().includes('was not kept'),
      'a summary that is gone is not named',
      10_000,
    );
    assert.equal(ended.outcome.kind, 'failed');
  });

  it('is stale if its source has changed while that was closed', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'One.\nTwo.\nThree.\n' });
    const ranges = [{ from: 2, to: 2, exact: [1, 0, 1, 4] as const }];
    const was = (text: string): SummaryState => ({ ...RUNNING, ranges, digest: digestOf(text) });
    assert.equal(isChanged(document, was('Two.')), false);
    assert.equal(isChanged(document, was('Two!')), true);
    assert.equal(isChanged(document, { ...was('One.\nTwo.\nThree.\n'), ranges: [] }), false);
    assert.equal(isChanged(document, { ...was(''), digest: undefined }), false);
  });
});
