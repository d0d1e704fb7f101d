import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { ToolAnswer } from '../../call/runTool.js';
import type { Services } from '../services.js';
import { keyOf, SUMMARY_SCHEME, type ShownSummary } from '../summaries/summaryDocuments.js';

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
  throw new SummarizeError(
    'nothingToSummarize',
    state.outcome.kind === 'running'
      ? 'This summary is still being written; wait for its end, or stop it.'
      : 'This summary was not finished; retry it first.',
  );
}
