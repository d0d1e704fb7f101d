import * as vscode from 'vscode';
import type { ToolAnswer } from '../../call/runTool.js';
import { inDollars } from '../../money/prices.js';
import type { PricedPlan } from '../../call/summarize.js';

/** Tells what is missing in a result, and asks whether to try that once more. */
export async function askAboutGaps({ summary }: ToolAnswer): Promise<'retry' | undefined> {
  const missing = summary?.gaps.length ?? 0;
  if (summary === undefined || missing === 0) return undefined;
  const chosen = await vscode.window.showWarningMessage(
    `${String(missing)} of ${String(summary.usage.parts)} parts could not be summarized; the summary says which.`,
    RETRY_MISSING,
  );
  return chosen === RETRY_MISSING ? 'retry' : undefined;
}

/** Asks before a summary that costs much. */
export async function askBeforePlan({
  parts,
  samplingRequests,
  inputTokens,
  outputTokens,
  cost,
}: PricedPlan): Promise<boolean> {
  const number = new Intl.NumberFormat('en-US');
  const requests = samplingRequests === 1 ? '1 request' : `${number.format(samplingRequests)} requests`;
  const detail = [
    `The text is summarized in ${parts === 1 ? 'one piece' : `${number.format(parts)} parts`}.`,
    `About ${number.format(inputTokens)} tokens go in${outputTokens === 0 ? '' : `, and at most ${number.format(outputTokens)} come out`}.`,
    ...(cost === undefined ? [] : [`That costs at most about ${inDollars(cost.dollars)}.`]),
    'The setting “confirm from” says from how many tokens on you are asked.',
  ].join(' ');
  const chosen = await vscode.window.showInformationMessage(
    `This summary takes ${requests} to your model. Go on?`,
    { modal: true, detail },
    SUMMARIZE,
  );
  return chosen === SUMMARIZE;
}

const RETRY_MISSING = 'Retry Missing Parts';
const SUMMARIZE = 'Summarize';

/**
 * Untrusted text made fit for messages, input boxes and quick picks: there VS Code makes links, commands
 * among them, of `[text](target)`, and icons of `$(name)`.
 */
export function harmless(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
