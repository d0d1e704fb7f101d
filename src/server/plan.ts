import { estimateTokens } from '../text/tokens.js';
import type { PlanResult } from '../contract/summarize.js';
import type { LongText } from './longText.js';
import { outlineOf, promptForMerge, promptForPart, promptForWhole, type Prompt } from './prompts.js';
import { isFolded, type Splitter } from './splitter.js';

/** The assumed length of a part's summary, in tokens. */
const USUAL_SUMMARY = 400;

/** Estimates what a summary would take, without sampling. */
export async function planOf(source: LongText, splitter: Splitter, signal: AbortSignal): Promise<PlanResult> {
  const { title, partTokens, style } = source;
  const split = await splitter.split(source, signal);
  const { structure, text, parts } = split;
  const total = { samplingRequests: 0, inputTokens: 0, outputTokens: 0 };
  const add = ({ system, user, maxTokens }: Prompt, moreInput = 0): void => {
    total.samplingRequests++;
    total.inputTokens += estimateTokens(system) + estimateTokens(user) + moreInput;
    total.outputTokens += maxTokens;
  };
  if (parts.length <= 1) {
    add(promptForWhole(text, source, { isFolded: isFolded(split) }));
    return { parts: 1, ...total };
  }
  const outline = outlineOf(structure.boundaries);
  for (const [index, { from, to, ...place }] of parts.entries()) {
    const numbered = { ...place, number: index + 1, of: parts.length };
    add(promptForPart(text.slice(from, to), numbered, { title, outline, style, isFolded: isFolded(split) }));
  }
  const inOne = Math.max(2, Math.floor(partTokens / USUAL_SUMMARY));
  for (let left = parts.length, isLast = false; !isLast;) {
    const groups = Math.ceil(left / inOne);
    isLast = groups === 1;
    const prompt = promptForMerge([], { title, wishes: source, isLast });
    for (let group = 0; group < groups; group++)
      add(prompt, Math.min(inOne, left - group * inOne) * USUAL_SUMMARY);
    left = groups;
  }
  return { parts: parts.length, ...total };
}
