import { EXTRACTS_MODEL } from '../contract/extracts.js';
import type { Citations } from '../contract/summarize.js';
import type { ToolAnswer } from './runTool.js';

/** What the server says of the sentences, or what was found here. */
export function citationsOf({ summary, citations }: Pick<ToolAnswer, 'summary' | 'citations'>): Citations {
  if (summary !== undefined && summary.sentences.length > 0) return summary;
  return citations ?? { sentences: [], coverage: [] };
}

/**
 * An answer whose sentences know their lines. A server that says nothing of them gets them here, by resemblance.
 *
 * @param source the text that was summarized, and the line of its document at which it begins
 * @throws the signal's reason
 */
export async function citedAnswer(
  answer: ToolAnswer,
  source: { readonly text: string; readonly title: string; readonly firstLine: number },
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const summary = answer.summary?.summary ?? answer.text;
  if (citationsOf(answer).sentences.length > 0 || answer.isDescribed === true || summary.trim() === '')
    return answer;
  // An extract says itself where its lines stand.
  if (answer.model === EXTRACTS_MODEL) return answer;
  const { text, title, firstLine } = source;
  const [{ asResult, cite, coverageOf }, { blocksOf }] = await Promise.all([
    import('../citations/cite.js'),
    import('../text/blocks.js'),
  ]);
  const blocks = await blocksOf(text, { firstLine, signal });
  const cited = await cite(summary, { text, title, blocks, firstNumber: 1, marks: undefined }, signal);
  return {
    ...answer,
    citations: {
      sentences: asResult(cited.sentences),
      coverage: coverageOf(cited.sentences, blocks.length),
    },
  };
}
