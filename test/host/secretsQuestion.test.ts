import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { TurnQueue } from '../../src/common/turnQueue.js';
import { ApprovalDialog } from '../../src/extension/consent/approvalDialog.js';
import { Policies } from '../../src/extension/consent/policies.js';
import { decideAboutSecrets } from '../../src/extension/secrets/askAboutSecrets.js';
import { Approvals } from '../../src/policy/approvals.js';
import type { SecretsDecision } from '../../src/secrets/secretsGate.js';
import type { SearchResult } from '../../src/secrets/secretSearch.js';
import { question } from '../support/fakes.js';

const FOUND: SearchResult = {
  finished: true,
  found: [{ name: 'GitHub token', from: 0, to: 1, line: 1 }],
};
const WHERE = 'a sampling request from finder';
/** Long enough for a list to appear, or to be closed by another one, in milliseconds. */
const SHOWN = 1000;

describe('The question about secrets in a sampling request', () => {
  let turns = new TurnQueue();
  let abort = new AbortController();
  let decided: SecretsDecision | 'cancelled' | undefined;
  const ask = async (result: SearchResult): Promise<void> => {
    try {
      decided = await decideAboutSecrets(result, WHERE, { turns, signal: abort.signal });
    } catch (error) {
      decided = 'cancelled';
      assert.equal(Reflect.get(Object(error), 'code'), 'cancelled');
    }
  };
  beforeEach(() => {
    turns = new TurnQueue();
    abort = new AbortController();
    decided = undefined;
  });

  for (const [steps, result, decision] of [
    [0, FOUND, 'cancel'],
    [1, FOUND, 'redact'],
    [2, FOUND, 'send'],
    [0, { finished: false }, 'cancel'],
    [1, { finished: false }, 'send'],
  ] as const) {
    const what = result.finished ? 'what was found' : 'a search that did not finish';
    it(`about ${what} is answered with ${decision} by its choice number ${String(steps + 1)}`, async () => {
      const asking = ask(result);
      await delay(SHOWN);
      for (let step = 0; step < steps; step++)
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await asking;
      assert.equal(decided, decision);
    });
  }

  it('is answered with no when it is closed', async () => {
    const asking = ask(FOUND);
    await delay(SHOWN);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await asking;
    assert.equal(decided, 'cancel');
  });

  it('closes when its call is cancelled, and is then none that was answered', async () => {
    const asking = ask(FOUND);
    await delay(SHOWN);
    abort.abort();
    await asking;
    assert.equal(decided, 'cancelled');
  });

  it('and the question of another call do not answer each other', async () => {
    const approvals = new Approvals();
    const dialog = new ApprovalDialog(approvals, new Policies(), turns);
    const other = new AbortController();
    try {
      const asking = ask(FOUND);
      await delay(SHOWN);
      const first = approvals.ask(question({}, ['x']), other.signal);
      await delay(SHOWN);
      assert.equal(decided, undefined, 'the question about secrets stays');
      abort.abort();
      await asking;
      await delay(SHOWN);
      abort = new AbortController();
      const again = ask(FOUND);
      await delay(SHOWN);
      assert.equal(approvals.batch?.questions.length, 1, 'the question about the call stays');
      other.abort();
      await assert.rejects(first, { code: 'cancelled' });
      await delay(SHOWN);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await again;
      assert.equal(decided, 'cancel', 'the question about secrets came next');
    } finally {
      dialog.dispose();
    }
  });
});
