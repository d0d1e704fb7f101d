import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { stop } from '../../src/extension/commands/stop.js';
import { Runs } from '../../src/extension/summaries/runs.js';
import { documentUri } from '../../src/extension/summaries/summaryUris.js';
import { RUNNING } from '../support/summaries.js';

describe('What is being written', () => {
  const uri = (source: string): vscode.Uri => documentUri(source, RUNNING);
  /** The sources whose runs are stopped by this. */
  const stopped = (given: unknown, active?: string): string[] => {
    const runs = new Runs();
    const signals = ['a', 'b', 'c'].map((source) => [source, runs.begin(uri(source)).signal] as const);
    stop(
      {
        runs,
        documents: { active: active === undefined ? undefined : { uri: uri(active), state: RUNNING } },
      },
      given,
    );
    return signals.filter(([, { aborted }]) => aborted).map(([source]) => source);
  };

  it('is stopped where that is said, and nothing else', () => {
    assert.deepEqual(stopped(uri('a')), ['a']);
    assert.deepEqual(stopped(uri('gone')), []);
    assert.deepEqual(stopped(uri('gone'), 'a'), []);
  });

  it('is otherwise that of the active document, or the newest', () => {
    assert.deepEqual(stopped(undefined, 'b'), ['b']);
    assert.deepEqual(stopped(undefined, 'gone'), ['c']);
    assert.deepEqual(stopped({}), ['c']);
  });

  it('is remembered as failed for a hundred documents only', async () => {
    const told: unknown[] = [];
    const { executeCommand } = vscode.commands;
    Reflect.set(vscode.commands, 'executeCommand', async (_: string, name: string, keys: unknown) => {
      if (name === 'mcpSummarize.failed') told.push(keys);
      await Promise.resolve();
    });
    try {
      const runs = new Runs();
      for (let index = 0; index < 150; index++)
        runs.begin(uri(`chat ${String(index)}`)).end({ failed: true });
    } finally {
      Reflect.set(vscode.commands, 'executeCommand', executeCommand);
    }
    await Promise.resolve();
    const last = told.at(-1);
    assert.ok(Array.isArray(last));
    assert.equal(last.length, 100);
    assert.equal(last.at(-1), uri('chat 149').toString());
  });
});
