import { oneLine } from '../common/errors.js';

/**
 * What a user should know about how an answer ended (MCP client/sampling, `stopReason`), as one
 * sentence; nothing where it ended as it should.
 *
 * @param what what the answer is to the user, with its article
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

/** What a user should know where a model seems to have read only a part of what it was sent; undefined where it did not. */
export function cutPromptNote(prompts: number): string | undefined {
  if (prompts === 0) return undefined;
  const what = prompts === 1 ? 'what it was sent' : `what it was sent in ${String(prompts)} requests`;
  return `The model reported far fewer tokens than the text has, so it may have read only part of ${what}; give it more context, or lower “partTokens”.`;
}
