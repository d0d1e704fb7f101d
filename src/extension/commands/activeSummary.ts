import * as vscode from 'vscode';
import * as z from 'zod';
import { SummarizeError } from '../../common/errors.js';
import type { ToolAnswer } from '../../call/runTool.js';
import type { Services } from '../services.js';
import type { KeptSummary } from '../summaries/keptSummaries.js';
import type { ShownSummary } from '../summaries/summaryDocuments.js';
import { keyOf, SUMMARY_SCHEME, sourceUri } from '../summaries/summaryUris.js';

/**
 * The summary that a command acts on: the one in the active editor, or the newest one of the source in it.
 *
 * @param given the document that a menu was opened on, or a summary from the view
 * @throws {SummarizeError} `nothingToSummarize`
 */
export async function activeSummary(
  { documents, kept }: Pick<Services, 'documents' | 'kept'>,
  given: unknown,
): Promise<ShownSummary> {
  const uri = given instanceof vscode.Uri && given.scheme === SUMMARY_SCHEME ? given : undefined;
  const active = uri === undefined ? documents.active : shown(documents.get(uri), uri);
  if (active !== undefined) return active;
  const here = uri ?? documents.activeUri;
  if (here?.scheme === SUMMARY_SCHEME) {
    const state = await kept.load(keyOf(here));
    if (state !== undefined) return { uri: here, state };
  } else if (here !== undefined) {
    const newest = await kept.newestOf(here.toString());
    if (newest !== undefined) return newest;
  }
  throw new SummarizeError('nothingToSummarize', 'Open a summary, or a file that has one.');
}

function shown(state: ShownSummary['state'] | undefined, uri: vscode.Uri): ShownSummary | undefined {
  return state && { uri, state };
}

/**
 * The finished answer of a summary.
 *
 * @throws {SummarizeError} `nothingToSummarize`
 */
export function answerOf({ state }: ShownSummary): ToolAnswer {
  if (state.outcome.kind === 'done') return state.outcome.answer;
  if (state.outcome.kind === 'running') throw stillWritten();
  throw new SummarizeError('nothingToSummarize', 'This summary was not finished; retry it first.');
}

/**
 * The summary that a command writes into.
 *
 * @throws {SummarizeError} `nothingToSummarize` also while something else is written into it
 */
export async function idleSummary(services: Services, given: unknown): Promise<ShownSummary> {
  const summary = await activeSummary(services, given);
  if (services.runs.has(summary.uri) || services.runs.has(sourceUri(summary))) throw stillWritten();
  return summary;
}

function stillWritten(): SummarizeError {
  return new SummarizeError(
    'nothingToSummarize',
    'This summary is still being written; wait for its end, or stop it.',
  );
}

const node = z.looseObject({ summary: z.looseObject({ id: z.string() }) });

/** The summary of an item in the view; undefined if it is kept no longer. */
export async function keptSummaryIn(
  { kept }: Pick<Services, 'kept'>,
  given: unknown,
): Promise<KeptSummary | undefined> {
  const id = node.safeParse(given).data?.summary.id;
  return (await kept.list()).find((summary) => summary.id === id);
}
