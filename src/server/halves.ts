import { splitText } from '../text/split.js';
import { estimateTokens } from '../text/tokens.js';
import { SamplingFailure, type Answer } from './sampler.js';

/** Token counts are estimates, so a text may be too long for the model; then its halves are tried. */
export async function askInHalves(text: string, ask: (piece: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(text);
  } catch (error) {
    if (!isTooLong(error) || !canBeHalved(text)) throw error;
    const halves = splitText(text, { kind: 'prose', boundaries: [] }, halfOf(text));
    const answers: Answer[] = [];
    // In sequence: if the shortest is refused too, the others need not be tried.
    for (const { from, to } of halves) answers.push(await askInHalves(text.slice(from, to), ask));
    return inOne(answers);
  }
}

/** Several answers joined into one. */
export function inOne(answers: readonly Answer[]): Answer {
  return {
    text: answers.map(({ text }) => text).join('\n\n'),
    cutOff: answers.some(({ cutOff }) => cutOff),
    ...(answers.every(({ isExtract }) => isExtract === true) && { isExtract: true }),
  };
}

export function isTooLong(error: unknown): boolean {
  return error instanceof SamplingFailure && error.kind === 'tooLong';
}

/** Shorter text fits into any model; if it is refused, its length is not the reason. */
export const TOO_SHORT_TO_HALVE = 200;

export function canBeHalved(text: string): boolean {
  return estimateTokens(text) > TOO_SHORT_TO_HALVE;
}

export function halfOf(text: string): number {
  return Math.ceil(estimateTokens(text) / 2);
}
