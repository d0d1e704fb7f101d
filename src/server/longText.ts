import type { TextPart } from '../text/split.js';
import { estimateTokens } from '../text/tokens.js';
import { keyOf, type AnswerCache } from './answerCache.js';
import { toKeep } from './styles.js';
import {
  outlineOf,
  promptForMerge,
  promptForPart,
  promptForWhole,
  type Prompt,
  type Wishes,
} from './prompts.js';
import { askInHalves, canBeHalved, halfOf, inOne, isTooLong } from './halves.js';
import type { Progress } from './progressTeller.js';
import { SamplingFailure, type Answer } from './sampler.js';
import { isFolded, type Splittable, type Splitter, type SplitText } from './splitter.js';

/** The text to summarize. */
export interface LongText extends Splittable, Wishes {}

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
}

export interface LongTextSummary {
  readonly summary: string;
  /** Just one for a text that is summarized in one request. */
  readonly parts: readonly PartSummary[];
  /** Why the summaries of the parts could not be merged; they are then listed in order. */
  readonly unmerged?: string;
  /** Whether the token limit cut it off. */
  readonly cutOff: boolean;
  /** The number of answers taken from the cache. */
  readonly known: number;
  /** Of a log that was folded. */
  readonly folded?: SplitText['folded'];
}

export interface Summarizing {
  /** See `Sampler`. */
  readonly ask: (prompt: () => Prompt, tries?: number) => Promise<Answer>;
  readonly splitter: Splitter;
  readonly cache: Pick<AnswerCache, 'get' | 'set'>;
  /** Stays the same as long as the same model answers. */
  readonly answeredBy: string;
  readonly onProgress: (progress: Progress) => void;
  readonly log: (sentence: string) => void;
  readonly signal: AbortSignal;
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
  if (only === undefined || others.length === 0) {
    const { fromLine = 1, toLine = 1 } = only ?? {};
    try {
      // Nothing is lost if this fails, so the user decides whether to retry.
      const { text, cutOff } = await work.ask(() => promptForWhole(split.text, source, isFolded(split)), 1);
      return {
        summary: text,
        cutOff,
        parts: [{ part: 1, fromLine, toLine, summary: text }],
        known: 0,
        folded,
      };
    } catch (error) {
      if (!isTooLong(error) || !canBeHalved(split.text)) throw error;
      return await summarizeLongText({ ...source, partTokens: halfOf(split.text) }, work);
    }
  }
  const mapped = await summarizeParts(source, split, work);
  const summaries = mapped.summaries.flatMap(({ summary = '' }) => (summary === '' ? [] : [summary]));
  if (summaries.length === 0) {
    throw new SamplingFailure(mapped.summaries[0]?.reason ?? 'no part could be summarized', 'final');
  }
  const { known } = mapped;
  try {
    const merged = await merge(summaries, source, work);
    return { ...merged, parts: mapped.summaries, known: known + merged.known, folded };
  } catch (error) {
    work.signal.throwIfAborted();
    if (!(error instanceof SamplingFailure) || error.kind === 'no') throw error;
    return {
      summary: summaries.join('\n\n'),
      cutOff: false,
      parts: mapped.summaries,
      unmerged: error.message,
      known,
      folded,
    };
  }
}

interface Mapped {
  readonly summaries: readonly PartSummary[];
  readonly known: number;
}

async function summarizeParts(source: LongText, split: SplitText, work: Summarizing): Promise<Mapped> {
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
    const kind = isFolded(split) ? 'folded part' : 'part';
    const key = keyOf(kind, answeredBy, title ?? '', languageId, toKeep(style), partText);
    const lines = { part: index + 1, fromLine, toLine };
    // Blank lines need no summary.
    if (partText.trim() === '') return { ...lines, summary: '' };
    const before = cache.get(key);
    try {
      const askFor = async (piece: string): Promise<Answer> =>
        await ask(() => promptForPart(piece, place, { title, outline, style, isFolded: isFolded(split) }));
      const { text: summary, cutOff } = before ?? (await askInHalves(partText, askFor));
      if (before === undefined) cache.set(key, { text: summary, cutOff });
      else known++;
      onProgress({ done: ++done, total, what: 'parts' });
      return { ...lines, summary, cutOff };
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

/** Merges summaries until one is left, as many at a time as fit into one part. */
async function merge(
  summaries: readonly string[],
  source: LongText,
  work: Summarizing,
): Promise<{ readonly summary: string; readonly cutOff: boolean; readonly known: number }> {
  const { title, partTokens } = source;
  const { cache, answeredBy, ask, onProgress } = work;
  const askFor = async (group: readonly string[], isLast: boolean): Promise<Answer> => {
    try {
      return await ask(() => promptForMerge(group, { title, wishes: source, isLast }));
    } catch (error) {
      if (!isTooLong(error) || group.length <= 2) throw error;
      const middle = Math.ceil(group.length / 2);
      const halves = [group.slice(0, middle), group.slice(middle)];
      const merged = await allOrFirstFailure(halves.map((half) => mergedOf(half)));
      const last = await askFor(
        merged.map(({ text }) => text),
        isLast,
      );
      return { text: last.text, cutOff: inOne([...merged, last]).cutOff };
    }
  };
  const mergedOf = async ([only = '', ...others]: readonly string[]): Promise<Answer> =>
    others.length === 0 ? { text: only, cutOff: false } : await askFor([only, ...others], false);
  let level = summaries;
  let known = 0;
  let cutOff = false;
  for (;;) {
    const groups = groupsOf(level, partTokens);
    let done = 0;
    const total = groups.length;
    onProgress({ done, total, what: 'groups of summaries merged' });
    if (total === 1) {
      const last = await askFor(level, true);
      return { summary: last.text, cutOff: cutOff || last.cutOff, known };
    }
    const answers = await allOrFirstFailure(
      groups.map(async (group): Promise<Answer> => {
        const [only, ...others] = group;
        if (only !== undefined && others.length === 0) return { text: only, cutOff: false };
        const prompt = promptForMerge(group, { title, wishes: source, isLast: false });
        const key = keyOf('merge', answeredBy, prompt.system, prompt.user);
        const before = cache.get(key);
        const merged = before ?? (await askFor(group, false));
        if (before === undefined) cache.set(key, merged);
        else known++;
        onProgress({ done: ++done, total, what: 'groups of summaries merged' });
        return merged;
      }),
    );
    cutOff ||= answers.some((answer) => answer.cutOff);
    level = answers.map(({ text }) => text);
  }
}

/** Groups of consecutive summaries that fit into one request; at least two each, so that every step leaves fewer. */
function groupsOf(summaries: readonly string[], maxTokens: number): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let tokens = 0;
  for (const summary of summaries) {
    const size = estimateTokens(summary);
    const last = groups.at(-1);
    if (last === undefined || (last.length >= 2 && tokens + size > maxTokens)) {
      groups.push([summary]);
      tokens = size;
    } else {
      last.push(summary);
      tokens += size;
    }
  }
  return groups;
}

/** Like `Promise.all`, but lets everything settle before it fails, so that nothing keeps running unseen. */
async function allOrFirstFailure<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  try {
    return await Promise.all(promises);
  } finally {
    await Promise.allSettled(promises);
  }
}
