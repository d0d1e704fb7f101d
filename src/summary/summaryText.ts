import type { ToolAnswer } from '../call/runTool.js';

/** A tool's result as the user wants to keep it: of a summary, the summary alone, without what is said about it. */
export function summaryText({ summary, text }: ToolAnswer): string {
  return summary?.summary ?? text;
}
