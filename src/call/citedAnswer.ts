import { EXTRACTS_MODEL } from '../contract/extracts.js';
import type { Citations } from '../contract/summarize.js';
import type { ToolAnswer } from './runTool.js';

/** What the server says of the sentences, or what was found here. */
export function citationsOf({ summary, citations }: Pick<ToolAnswer, 'summary' | 'citations'>): Citations {
  if (summary !== undefined && summary.sentences.length > 0) return summary;
  return citations ?? { sentences: [], coverage: [] };
}

/** From this size on, in UTF-16 code units, finding lines takes long enough to be told. */
const LONG = 1_000_000;

/**
 * An answer whose sentences know their lines. A server that says nothing of them gets them here, by resemblance; if the
 * user stops that, the answer stays as it is.
 *
 * @param source the text that was summarized, and the line of its document at which it begins
 * @param onNotice told what is going on where it takes long, as a sentence
 */
export async function citedAnswer(
  answer: ToolAnswer,
  source: { readonly text: string; readonly title: string; readonly firstLine: number },
  { onNotice, signal }: { readonly onNotice: (notice: string) => void; readonly signal: AbortSignal },
): Promise<ToolAnswer> {
  const summary = answer.summary?.summary ?? answer.text;
  if (citationsOf(answer).sentences.length > 0 || answer.isDescribed === true || summary.trim() === '')
    return answer;
  // An extract says itself where its lines stand.
  if (answer.model === EXTRACTS_MODEL) return answer;
  if (source.text.length > LONG) onNotice('Looking for the lines that the summary rests on…');
  try {
    return { ...answer, citations: await citationsIn(summary, source, signal) };
  } catch (error) {
    if (signal.aborted) return answer;
    throw error;
  }
}

async function citationsIn(
  summary: string,
  { text, title, firstLine }: Parameters<typeof citedAnswer>[1],
  signal: AbortSignal,
): Promise<Citations> {
  const [{ asResult, cite, coverageOf }, { blocksOf }] = await Promise.all([
    import('../citations/cite.js'),
    import('../text/blocks.js'),
  ]);
  const blocks = await blocksOf(text, { firstLine, signal });
  const { sentences } = await cite(
    summary,
    { text, title, blocks, firstNumber: 1, marks: undefined },
    signal,
  );
  return { sentences: asResult(sentences), coverage: coverageOf(sentences, blocks.length) };
}
