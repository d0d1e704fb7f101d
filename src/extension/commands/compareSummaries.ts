import * as vscode from 'vscode';
import type { Services } from '../services.js';
import type { KeptSummary } from '../summaries/keptSummaries.js';
import { momentOf, nameOf } from '../summaries/summaryItems.js';
import { sourceKey } from '../summaries/summaryUris.js';
import { keptSummaryIn } from './activeSummary.js';

/** Compares a summary from the view with the newest one of its source. */
export async function compareSummaries(services: Services, node: unknown): Promise<void> {
  const summary = await keptSummaryIn(services, node);
  if (summary !== undefined) await compareWithNewest(services, summary);
}

/** Shows what differs between a summary and the newest one of its source. */
export async function compareWithNewest({ kept }: Services, summary: KeptSummary): Promise<void> {
  const source = sourceKey(summary.uri);
  const newest = (await kept.list()).find((other) => sourceKey(other.uri) === source) ?? summary;
  const title = `${nameOf(summary.state)}: ${momentOf(summary.state.startedAt)} ↔ ${momentOf(newest.state.startedAt)}`;
  await vscode.commands.executeCommand('vscode.diff', summary.uri, newest.uri, title);
}
