import { estimateTokens } from '../text/tokens.js';
import type { Citing, NumberedPiece } from './citing.js';
import { keyOf } from './answerCache.js';
import { inOne, isTooLong } from './halves.js';
import type { LongText, Summarizing } from './summarizing.js';
import { promptForMerge } from './prompts.js';
import type { Answer } from './sampler.js';
import { allOrFirstFailure } from './settled.js';

/** A summary of consecutive parts, with marks. */
export interface Merging extends Answer {
  readonly firstPart: number;
  readonly lastPart: number;
}

/** Merges summaries until one is left, as many at a time as fit into one part. */
export async function merge(
  summaries: readonly Merging[],
  source: LongText,
  { citing, work }: { readonly citing: Citing; readonly work: Summarizing },
): Promise<Answer & { readonly known: number }> {
  const { title, partTokens } = source;
  const { cache, answeredBy, ask, onProgress } = work;
  const { marks } = citing;
  // One after the other: side by side, all of them would work between two turns of the event loop.
  const piecesOf = async (group: readonly Merging[]): Promise<readonly NumberedPiece[]> => {
    const pieces: NumberedPiece[] = [];
    for (const { text, firstPart, lastPart } of group)
      pieces.push(await citing.forMerge(text, firstPart, lastPart));
    return pieces;
  };
  const askFor = async (
    group: readonly Merging[],
    pieces: readonly NumberedPiece[],
    isLast: boolean,
  ): Promise<Answer> => {
    try {
      return await ask(() => promptForMerge(pieces, { title, wishes: source, isLast, marks }));
    } catch (error) {
      if (!isTooLong(error) || group.length <= 2) throw error;
      const middle = Math.ceil(group.length / 2);
      const halves = [group.slice(0, middle), group.slice(middle)];
      const merged = await allOrFirstFailure(halves.map((half) => mergedOf(half)));
      const last = await askFor(merged, await piecesOf(merged), isLast);
      return { ...last, cutOff: inOne([...merged, last]).cutOff };
    }
  };
  const mergedOf = async (group: readonly Merging[]): Promise<Merging> => {
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) return { ...only, cutOff: false };
    const answer = await askFor(group, await piecesOf(group), false);
    return { ...answer, ...partsOf(group) };
  };
  let level = summaries;
  let known = 0;
  let cutOff = false;
  for (;;) {
    const pieces = await piecesOf(level);
    const groups = groupsOf(level, pieces, partTokens);
    let done = 0;
    const total = groups.length;
    onProgress({ done, total, what: 'groups of summaries merged' });
    if (total === 1) {
      const last = await askFor(level, pieces, true);
      return { ...last, cutOff: cutOff || last.cutOff, known };
    }
    const merged = await allOrFirstFailure(
      groups.map(async ({ summaries: group, pieces: own }): Promise<Merging> => {
        const [only, ...others] = group;
        if (only !== undefined && others.length === 0) return { ...only, cutOff: false };
        const first = own[0]?.firstNumber ?? 0;
        const prompt = promptForMerge(own, { title, wishes: source, isLast: false, marks });
        const key = keyOf('merge', answeredBy, prompt.system, citing.counted(prompt.user, -first));
        const before = cache.get(key);
        const answer = before ?? (await askFor(group, own, false));
        if (before === undefined) cache.set(key, { ...answer, text: citing.counted(answer.text, -first) });
        else known++;
        onProgress({ done: ++done, total, what: 'groups of summaries merged' });
        const text = before === undefined ? answer.text : citing.counted(answer.text, first);
        return { ...answer, text, ...partsOf(group) };
      }),
    );
    cutOff ||= merged.some((answer) => answer.cutOff);
    level = merged;
  }
}

function partsOf(group: readonly Merging[]): Pick<Merging, 'firstPart' | 'lastPart'> {
  return { firstPart: group[0]?.firstPart ?? 0, lastPart: group.at(-1)?.lastPart ?? 0 };
}

/** Some consecutive summaries, with the same as they go into a prompt. */
interface Group {
  readonly summaries: readonly Merging[];
  readonly pieces: readonly NumberedPiece[];
}

/** Groups of consecutive summaries that fit into one request; at least two each, so that every step leaves fewer. */
function groupsOf(
  summaries: readonly Merging[],
  pieces: readonly NumberedPiece[],
  maxTokens: number,
): readonly Group[] {
  const groups: { summaries: Merging[]; pieces: NumberedPiece[] }[] = [];
  let tokens = 0;
  for (const [index, summary] of summaries.entries()) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    const size = estimateTokens(piece.text) + estimateTokens(piece.evidence.join('\n'));
    const last = groups.at(-1);
    if (last === undefined || (last.summaries.length >= 2 && tokens + size > maxTokens)) {
      groups.push({ summaries: [summary], pieces: [piece] });
      tokens = size;
    } else {
      last.summaries.push(summary);
      last.pieces.push(piece);
      tokens += size;
    }
  }
  return groups;
}
