import type { TextPart } from '../text/split.js';
import { keyOf } from './answerCache.js';
import { Citing, type CitedSummary } from './citing.js';
import { askInHalves, canBeHalved, halfOf, inOne, isTooLong } from './halves.js';
import { merge } from './merge.js';
import { outlineOf, promptForPart, promptForWhole } from './prompts.js';
import { SamplingFailure, type Answer } from './sampler.js';
import { allOrFirstFailure } from './settled.js';
import { isFolded, type SplitText } from './splitter.js';
import { toKeep } from './styles.js';
import type { LongText, Summarizing } from './summarizing.js';

export interface PartSummary {
  readonly part: number;
  readonly fromLine: number;
  readonly toLine: number;
  /** undefined if it could not be summarized. */
  readonly summary: string | undefined;
  /** Why not. */
  readonly reason?: string;
  /** Whether the token limit cut it off. */
  readonly cutOff?: boolean;
  /** See `Answer`. */
  readonly isExtract?: boolean;
}

export interface LongTextSummary extends CitedSummary {
  /** Just one for a text that is summarized in one request. */
  readonly parts: readonly PartSummary[];
  /** Why the summaries of the parts could not be merged; they are then listed in order. */
  readonly unmerged?: string;
  /** Whether the token limit cut it off. */
  readonly cutOff: boolean;
  /** The number of answers taken from the cache. */
  readonly known: number;
  /** Of a text that was folded. */
  readonly folded?: SplitText['folded'];
}

/**
 * Summarizes a text of any length: each part on its own, then the summaries of the parts together, in as many
 * steps as necessary. Parts that cannot be summarized are listed; the others are kept.
 *
 * @throws {SamplingFailure} if no part could be summarized, or the failure is final
 */
export async function summarizeLongText(source: LongText, work: Summarizing): Promise<LongTextSummary> {
  const split = await work.splitter.split(source, work.signal);
  const { folded, parts } = split;
  const [only, ...others] = parts;
  const { title, firstLine = 1, cite: isAsked = false } = source;
  const citing = await Citing.of(split, { title, isAsked, signal: work.signal });
  const cited = async (answer: Answer): Promise<CitedSummary> => await citing.of(answer, firstLine - 1);
  if (only === undefined || others.length === 0) {
    const { fromLine = 1, toLine = 1 } = only ?? {};
    const marked = { isFolded: isFolded(split), marks: citing.marks };
    try {
      // Nothing is lost if this fails, so the user decides whether to retry.
      const answer = await work.ask(() => promptForWhole(citing.promptText(0), source, marked), 1);
      const whole = await cited(answer);
      return {
        ...whole,
        cutOff: answer.cutOff,
        parts: [{ part: 1, fromLine, toLine, summary: whole.summary }],
        known: 0,
        folded,
      };
    } catch (error) {
      if (!isTooLong(error) || !canBeHalved(split.text)) throw error;
      return await summarizeLongText({ ...source, partTokens: halfOf(split.text) }, work);
    }
  }
  const mapped = await summarizeParts(source, { split, citing }, work);
  const summaries = mapped.summaries.flatMap((one, part) =>
    one.summary === undefined || one.summary === ''
      ? []
      : [
          {
            text: one.summary,
            cutOff: false,
            isExtract: one.isExtract === true,
            firstPart: part,
            lastPart: part,
          },
        ],
  );
  if (summaries.length === 0) {
    throw new SamplingFailure(mapped.summaries[0]?.reason ?? 'no part could be summarized', 'final');
  }
  const { known } = mapped;
  const written = mapped.summaries.map((one) => ({
    ...one,
    ...(one.summary !== undefined && { summary: citing.unmarked(one.summary) }),
  }));
  try {
    const merged = await merge(summaries, source, { citing, work });
    return {
      ...(await cited(merged)),
      cutOff: merged.cutOff,
      parts: written,
      known: known + merged.known,
      folded,
    };
  } catch (error) {
    work.signal.throwIfAborted();
    if (!(error instanceof SamplingFailure) || error.kind === 'no') throw error;
    return {
      ...(await cited(inOne(summaries))),
      cutOff: false,
      parts: written,
      unmerged: error.message,
      known,
      folded,
    };
  }
}

interface Mapped {
  /** With marks. */
  readonly summaries: readonly PartSummary[];
  readonly known: number;
}

async function summarizeParts(
  source: LongText,
  { split, citing }: { readonly split: SplitText; readonly citing: Citing },
  work: Summarizing,
): Promise<Mapped> {
  const { title, languageId = '', style } = source;
  const { structure, text, parts } = split;
  const { cache, answeredBy, ask, onProgress, log, signal } = work;
  const outline = outlineOf(structure.boundaries);
  const total = parts.length;
  let done = 0;
  let known = 0;
  onProgress({ done, total, what: 'parts' });
  if (structure.unparsedFrom !== undefined) log(describeUnparsed(text, structure.unparsedFrom));
  const hopeless = new Set<number>();
  const summarize = async (part: TextPart, index: number): Promise<PartSummary> => {
    const { from, to, fromLine, toLine, path } = part;
    const place = { number: index + 1, of: total, fromLine, toLine, path };
    const partText = text.slice(from, to);
    // An edit elsewhere may change its place and the outline, but not its content.
    const kind = `${isFolded(split) ? 'folded ' : ''}part ${citing.marks ?? 'unmarked'}`;
    const key = keyOf(kind, answeredBy, title ?? '', languageId, toKeep(style), partText);
    const lines = { part: index + 1, fromLine, toLine };
    // Blank lines need no summary.
    if (partText.trim() === '') return { ...lines, summary: '' };
    const first = citing.firstNumber(index);
    const before = cache.get(key);
    try {
      const askFor = async (piece: string): Promise<Answer> =>
        await ask(() =>
          promptForPart(piece, place, {
            title,
            outline,
            style,
            isFolded: isFolded(split),
            marks: citing.marks,
          }),
        );
      const answer = before ?? (await askInHalves(citing.promptText(index), askFor));
      // An edit above it changes the numbers of its blocks.
      const summary = before === undefined ? answer.text : citing.counted(answer.text, first);
      const { cutOff, isExtract } = answer;
      if (before === undefined) cache.set(key, { ...answer, text: citing.counted(answer.text, -first) });
      else known++;
      onProgress({ done: ++done, total, what: 'parts' });
      return { ...lines, summary, cutOff, ...(isExtract === true && { isExtract }) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SamplingFailure) || error.kind === 'no') throw error;
      if (error.kind === 'tooLong' || error.kind === 'busy') hopeless.add(index);
      return { ...lines, summary: undefined, reason: error.message };
    }
  };
  const first = await allOrFirstFailure(parts.map(summarize));
  // Unless it was the length or was retried already, the failure may have passed: try once more, now that all is quiet.
  const again = await allOrFirstFailure(
    first.map(async (summary, index) => {
      const part = parts[index];
      const isDone = summary.summary !== undefined || part === undefined || hopeless.has(index);
      return isDone ? summary : await summarize(part, index);
    }),
  );
  return { summaries: again, known };
}

/** From where on a text is split without its grammar, as a sentence. */
function describeUnparsed(text: string, from: number): string {
  const share = Math.round((100 * (text.length - from)) / text.length);
  return `${String(share)}% of the text could not be parsed in time and is split between lines.`;
}
