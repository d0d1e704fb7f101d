import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { deleteAllSummaries } from '../../src/extension/commands/deleteAllSummaries.js';
import { deleteSummary } from '../../src/extension/commands/deleteSummary.js';
import { KeptSummaries } from '../../src/extension/summaries/keptSummaries.js';
import { Runs } from '../../src/extension/summaries/runs.js';
import {
  MARKDOWN_PREVIEW,
  newestOf,
  type ShownSummary,
} from '../../src/extension/summaries/summaryDocuments.js';
import { documentUri } from '../../src/extension/summaries/summaryUris.js';
import { MemoryLog } from '../support/fakes.js';
import { finished, RUNNING } from '../support/summaries.js';
import { until } from '../support/until.js';

const DAY = 24 * 60 * 60 * 1000;

describe('Summaries that are kept', () => {
  const updated = new vscode.EventEmitter<ShownSummary>();
  let folder: string;
  let kept: KeptSummaries;
  let forgotten: string[] = [];
  const files = async (): Promise<string[]> => await readdir(path.join(folder, 'summaries')).catch(() => []);
  const keep = async (how: string): Promise<void> => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('keepSummaries', how, vscode.ConfigurationTarget.Global);
  };
  const summarize = (source: string, startedAt: number): void => {
    updated.fire({ uri: documentUri(source, RUNNING), state: finished({}, { startedAt }) });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-kept-'));
    const documents = {
      onDidUpdate: updated.event,
      forget: (uri: vscode.Uri) => void forgotten.push(uri.toString()),
    };
    forgotten = [];
    kept = new KeptSummaries(vscode.Uri.file(folder), documents, new MemoryLog(), () => true);
    await keep('30days');
  });
  afterEach(async () => {
    await kept.close();
    await keep('30days');
    await rm(folder, { recursive: true });
  });

  it('are files, found newest first; the newest of a source has the source’s document', async () => {
    const now = Date.now();
    summarize('a', now - 2000);
    summarize('b', now - 1000);
    summarize('a', now);
    updated.fire({ uri: documentUri('c', RUNNING), state: RUNNING });
    await until(async () => (await files()).length === 3);
    const all = await kept.list();
    assert.deepEqual(
      all.map(({ state }) => state.startedAt),
      [now, now - 1000, now - 2000],
    );
    const source = documentUri('a', RUNNING);
    const [newest, , oldest] = all;
    assert.ok(newest && oldest);
    assert.equal(newest.uri.toString(), source.toString());
    assert.notEqual(oldest.uri.toString(), source.toString());
    assert.equal((await kept.load(source.authority))?.startedAt, now);
    assert.equal((await kept.load(oldest.uri.authority))?.startedAt, now - 2000);
    await kept.delete(newest.id);
    assert.equal((await kept.load(source.authority))?.startedAt, now - 2000);
    await kept.deleteAll();
    assert.deepEqual([await files(), await kept.list()], [[], []]);
  });

  it('go after thirty days, and damaged ones are left out', async () => {
    summarize('old', Date.now() - 31 * DAY);
    summarize('new', Date.now());
    await until(async () => (await files()).length === 1);
    await writeFile(path.join(folder, 'summaries', 'abc-0123456789abcdef.json'), '{"version":1,');
    await writeFile(path.join(folder, 'summaries', '..%2Fevil.json'), '{}');
    assert.equal((await kept.list()).length, 1);
  });

  for (const [how, found] of [
    ['session', 1],
    ['never', 0],
  ] as const) {
    it(`are in no file where the setting says ${how}`, async () => {
      await keep(how);
      summarize('a', Date.now());
      await kept.close();
      assert.deepEqual(await files(), []);
      assert.equal((await kept.list()).length, found);
    });
  }

  it('are forgotten, where they are never kept, when no tab shows them any more', async () => {
    await keep('never');
    const uri = vscode.Uri.file(path.join(folder, 'a.md'));
    await writeFile(uri.fsPath, '# A\n');
    const tabs = (): number => vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
    const open = async (viewColumn: vscode.ViewColumn): Promise<void> => {
      await vscode.commands.executeCommand('vscode.openWith', uri, MARKDOWN_PREVIEW, { viewColumn });
    };
    let closed = 0;
    const listener = vscode.window.tabGroups.onDidChangeTabs((event) => (closed += event.closed.length));
    try {
      await open(vscode.ViewColumn.One);
      await open(vscode.ViewColumn.Two);
      await until(() => tabs() === 2, 'no split');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => tabs() === 1 && closed === 1, 'no split was closed');
      await vscode.commands.executeCommand('workbench.action.moveEditorToRightGroup');
      await until(() => tabs() === 1, 'not moved');
      await delay(1500);
      assert.deepEqual(forgotten, []);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until(() => forgotten.length > 0, 'not forgotten');
      assert.equal(forgotten[0], uri.toString());
    } finally {
      listener.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });

  for (const how of ['one', 'all'] as const) {
    it(`stay deleted, ${how} of them, while a question below one is answered`, async () => {
      const uri = documentUri('a', RUNNING);
      const state = finished({}, { startedAt: Date.now() });
      updated.fire({ uri, state });
      await until(async () => (await files()).length === 1);
      const runs = new Runs();
      const run = runs.begin(uri);
      run.signal.addEventListener('abort', () => {
        // It ends as a question that failed, which is kept.
        setTimeout(() => {
          updated.fire({ uri, state: { ...state, isStale: true } });
          run.end({ failed: true });
        }, 50);
      });
      const places = { kept, runs, documents: { get: () => state, forget: () => undefined } };
      const show = vscode.window.showWarningMessage;
      Reflect.set(vscode.window, 'showWarningMessage', () => Promise.resolve('Delete All'));
      try {
        if (how === 'all') await deleteAllSummaries(places);
        else await deleteSummary(places, { summary: { id: (await kept.list())[0]?.id } });
      } finally {
        Reflect.set(vscode.window, 'showWarningMessage', show);
      }
      assert.equal(run.signal.aborted, true);
      await kept.close();
      assert.deepEqual(await files(), []);
    });
  }

  it('do not stop a newer summary of the same source when they are deleted', async () => {
    const uri = documentUri('a', RUNNING);
    summarize('a', Date.now());
    await until(async () => (await files()).length === 1);
    const runs = new Runs();
    const run = runs.begin(uri);
    const documents = { get: () => RUNNING, forget: () => assert.fail('forgotten') };
    await deleteSummary({ kept, runs, documents }, { summary: { id: (await kept.list())[0]?.id } });
    assert.equal(run.signal.aborted, false);
    run.end({ failed: false });
  });

  it('are no newer because their lines moved', async () => {
    await keep('session');
    const of = (source: string, startedAt: number): ShownSummary => ({
      uri: documentUri(source, RUNNING),
      state: finished({}, { startedAt, document: 'file:///a' }),
    });
    const [older, newer] = [of('older', 1000), of('newer', 2000)];
    assert.equal(newestOf('file:///a', [newer, older]), newer);
    assert.equal(newestOf('file:///b', [newer, older]), undefined);
    for (const each of [older, newer, older]) updated.fire(each);
    assert.equal((await kept.newestOf('file:///a'))?.state.startedAt, 2000);
  });
});
