import { splitText } from '../text/split.js';
import { estimateTokens } from '../text/tokens.js';
import { SamplingFailure, type Answer } from './sampler.js';

/** Tokens are estimated, and a text may have many more: too much for the model, its halves may not be. */
export async function askInHalves(text: string, ask: (piece: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(text);
  } catch (error) {
    if (!isTooLong(error) || !canBeHalved(text)) throw error;
    const halves = splitText(text, { kind: 'prose', boundaries: [] }, halfOf(text));
    const answers: Answer[] = [];
    // One after the other: where the shortest is refused too, the others need not be tried.
    for (const { from, to } of halves) answers.push(await askInHalves(text.slice(from, to), ask));
    return inOne(answers);
  }
}

/** Answers one after the other, as one. */
export function inOne(answers: readonly Answer[]): Answer {
  return {
    text: answers.map(({ text }) => text).join('\n\n'),
    cutOff: answers.some(({ cutOff }) => cutOff),
  };
}

export function isTooLong(error: unknown): boolean {
  return error instanceof SamplingFailure && error.kind === 'tooLong';
}

/** What is shorter than that fits into any model; if it does not, its length is not what is wrong. */
const TOO_SHORT_TO_HALVE = 200;

export function canBeHalved(text: string): boolean {
  return estimateTokens(text) > TOO_SHORT_TO_HALVE;
}

export function halfOf(text: string): number {
  return Math.ceil(estimateTokens(text) / 2);
}
