import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SummarizeError } from '../../src/common/errors.js';
import { SummaryDocuments } from '../../src/extension/preview/summaryDocuments.js';
import type { SummaryState } from '../../src/summary/state.js';
import { until } from '../support/until.js';

const running: SummaryState = {
  title: 'notes.txt',
  part: 'lines 3–20',
  model: 'claude-haiku-5-5',
  offline: false,
  texts: [],
  outcome: { kind: 'running' },
};
const ended: SummaryState = {
  ...running,
  outcome: { kind: 'failed', error: new SummarizeError('cancelled', 'The end of it.') },
};

/** Documents whose last change comes after VS Code read their text but before it opened them. */
class QuickDocuments extends SummaryDocuments {
  override async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const text = await super.provideTextDocumentContent(uri);
    if (!text.includes('The end of it.')) this.update(uri, ended);
    return text;
  }
}

describe('A summary document', () => {
  it('shows how it ended, also where that came while it was being opened', async () => {
    const documents = new QuickDocuments();
    try {
      const document = await vscode.workspace.openTextDocument(documents.create(running));
      await until(() => document.getText().includes('The end of it.'), 'the end was not shown', 10_000);
      assert.doesNotMatch(document.getText(), /Waiting/);
    } finally {
      documents.dispose();
    }
  });
});
