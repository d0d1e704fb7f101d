import { oneLine } from '../common/errors.js';

/**
 * Tells the user in one sentence how an answer ended (MCP client/sampling, `stopReason`); undefined if it
 * ended normally.
 *
 * @param what the answer as the user knows it, with its article
 */
export function cutOffNote(stopReason: string | undefined, what = 'the summary'): string | undefined {
  switch (stopReason) {
    case undefined:
    case 'endTurn':
    case 'stopSequence':
    case 'toolUse':
      return undefined;
    case 'maxTokens':
      return `The token limit was reached, so ${what} is cut off; raise the limit for a longer one.`;
    case 'modelContextWindowExceeded':
      return `The model’s context window is full, so ${what} is cut off; choose a smaller text.`;
    case 'refusal':
      return `The model declined to continue, so ${what} may be incomplete; try another model.`;
    default:
      return `The model stopped early (${oneLine(stopReason, 60)}), so ${what} may be incomplete.`;
  }
}

/** Tells the user that a model seems to have read only part of its prompts; undefined if it read them all. */
export function cutPromptNote(prompts: number): string | undefined {
  if (prompts === 0) return undefined;
  const what = prompts === 1 ? 'what it was sent' : `what it was sent in ${String(prompts)} requests`;
  return `The model reported far fewer tokens than the text has, so it may have read only part of ${what}; give it more context, or lower “partTokens”.`;
}
