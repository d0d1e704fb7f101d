import * as vscode from 'vscode';
import type { ToolAnswer } from '../../call/runTool.js';
import { inDollars } from '../../money/prices.js';
import type { PricedPlan } from '../../call/summaryOptions.js';

/** Reports missing parts of a summary, and offers to retry just those. */
export async function askAboutGaps({ summary }: ToolAnswer): Promise<'retry' | undefined> {
  const missing = summary?.gaps.length ?? 0;
  if (summary === undefined || missing === 0) return undefined;
  const chosen = await vscode.window.showWarningMessage(
    `${String(missing)} of ${String(summary.usage.parts)} parts could not be summarized; the summary names them.`,
    RETRY_MISSING,
  );
  return chosen === RETRY_MISSING ? 'retry' : undefined;
}

/** Asks before an expensive summary. */
export async function askBeforePlan({
  parts,
  samplingRequests,
  inputTokens,
  outputTokens,
  cost,
}: PricedPlan): Promise<boolean> {
  const number = new Intl.NumberFormat('en-US');
  const requests = samplingRequests === 1 ? '1 request' : `${number.format(samplingRequests)} requests`;
  const out = outputTokens === 0 ? '' : `, up to ${number.format(outputTokens)} out`;
  const detail = [
    ...(parts === 1 ? [] : [`The text is split into ${number.format(parts)} parts.`]),
    `About ${number.format(inputTokens)} tokens in${out}.`,
    ...(cost === undefined ? [] : [`Estimated cost: up to ${inDollars(cost.dollars)}.`]),
    'Change this threshold with the setting “Confirm From”.',
  ].join(' ');
  const chosen = await vscode.window.showInformationMessage(
    `Summarize with ${requests}?`,
    { modal: true, detail },
    SUMMARIZE,
  );
  return chosen === SUMMARIZE;
}

const RETRY_MISSING = 'Retry Missing Parts';
const SUMMARIZE = 'Summarize';

/** A code such as `keyRefused` in words: "key refused". */
export function inWords(code: string): string {
  return code.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/**
 * Makes untrusted text safe for messages, input boxes and quick picks, where VS Code turns `[text](target)`
 * into links, including command links, and `$(name)` into icons.
 */
export function harmless(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
