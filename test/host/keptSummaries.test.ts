import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { KeptSummaries } from '../../src/extension/summaries/keptSummaries.js';
import type { ShownSummary } from '../../src/extension/summaries/summaryDocuments.js';
import { documentUri } from '../../src/extension/summaries/summaryUris.js';
import { MemoryLog } from '../support/fakes.js';
import { finished, RUNNING } from '../support/summaries.js';
import { until } from '../support/until.js';

const DAY = 24 * 60 * 60 * 1000;

describe('Summaries that are kept', () => {
  const updated = new vscode.EventEmitter<ShownSummary>();
  let folder: string;
  let kept: KeptSummaries;
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
    const documents = { onDidUpdate: updated.event, forget: () => undefined };
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
});
