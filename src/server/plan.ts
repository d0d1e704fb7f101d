import { estimateTokens } from '../text/tokens.js';
import type { PlanResult } from '../contract/summarize.js';
import type { LongText } from './summarizing.js';
import { Citing } from './citing.js';
import { outlineOf, promptForMerge, promptForPart, promptForWhole, type Prompt } from './prompts.js';
import { isFolded, type Splitter } from './splitter.js';

/** The assumed length of a part's summary, in tokens; evidence for it is about as long. */
const USUAL_SUMMARY = 400;

/** Estimates what a summary would take, without sampling. */
export async function planOf(source: LongText, splitter: Splitter, signal: AbortSignal): Promise<PlanResult> {
  const { title, partTokens, style, cite: isAsked = false } = source;
  const split = await splitter.split(source, signal);
  const { structure, parts } = split;
  const citing = await Citing.of(split, { isAsked, signal });
  const { marks } = citing;
  const total = { samplingRequests: 0, inputTokens: 0, outputTokens: 0 };
  const add = ({ system, user, maxTokens }: Prompt, moreInput = 0): void => {
    total.samplingRequests++;
    total.inputTokens += estimateTokens(system) + estimateTokens(user) + moreInput;
    total.outputTokens += maxTokens;
  };
  if (parts.length <= 1) {
    add(promptForWhole(citing.promptText(0), source, { isFolded: isFolded(split), marks }));
    return { parts: 1, ...total };
  }
  const outline = outlineOf(structure.boundaries);
  for (const [index, place] of parts.entries()) {
    const numbered = { ...place, number: index + 1, of: parts.length };
    add(
      promptForPart(citing.promptText(index), numbered, {
        title,
        outline,
        style,
        isFolded: isFolded(split),
        marks,
      }),
    );
  }
  const usual = marks === undefined ? USUAL_SUMMARY : 2 * USUAL_SUMMARY;
  const inOne = Math.max(2, Math.floor(partTokens / usual));
  for (let left = parts.length, isLast = false; !isLast;) {
    const groups = Math.ceil(left / inOne);
    isLast = groups === 1;
    const prompt = promptForMerge([], { title, wishes: source, isLast, marks });
    for (let group = 0; group < groups; group++) add(prompt, Math.min(inOne, left - group * inOne) * usual);
    left = groups;
  }
  return { parts: parts.length, ...total };
}
