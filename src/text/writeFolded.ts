import { Breath } from '../common/breath.js';
import { oneLine } from '../common/errors.js';
import type { Boundary } from './boundary.js';
import type { EntrySpans } from './entrySpans.js';
import type { FoldedGroup } from './foldedGroup.js';

/** A log in which entries that say the same stand once, or a table of which rows do. */
export interface FoldedLog {
  /** Each entry begins with its line, `12: `; a group ends with what the others of it were. */
  readonly text: string;
  /** For each of its lines, the lines of the log that it stands for, from 1. */
  readonly lines: readonly { readonly fromLine: number; readonly toLine: number }[];
  /** Where its entries begin. */
  readonly boundaries: readonly Boundary[];
  readonly entries: number;
  /** The groups of entries that say the same, and the entries that stand alone. */
  readonly templates: number;
}

/** The most lines of a stack trace that are kept of a group. */
const MOST_LINES = 40;
/** The most of what is said of a group, in UTF-16 code units. */
const MOST_WORDS = 3000;

export interface Grouped {
  readonly entries: EntrySpans;
  /** The group that an entry is of; undefined if it is kept as it is. */
  readonly groupOf: (entry: number) => FoldedGroup | undefined;
  /** Whether the first entry names what is in the others. */
  readonly hasHeader?: boolean;
  /** The line of its document at which the text begins. */
  readonly firstLine: number;
  /** A text that becomes no smaller than this share of it is not worth it. */
  readonly worth: number;
}

/**
 * Writes of each group the first entry, with what the others are, and all else word for word, in the order of the text.
 *
 * @returns undefined if it would not become much smaller
 * @throws the signal's reason
 */
export async function writeFolded(
  text: string,
  { entries, groupOf, hasHeader = false, firstLine, worth }: Grouped,
  signal: AbortSignal,
): Promise<FoldedLog | undefined> {
  const pieces: string[] = [];
  const lines: { fromLine: number; toLine: number }[] = [];
  const boundaries: Boundary[] = [];
  let length = 0;
  const above = firstLine - 1;
  const put = (piece: string, fromLine: number, toLine: number): void => {
    pieces.push(piece);
    length += piece.length + 1;
    lines.push({ fromLine: fromLine + above, toLine: toLine + above });
  };
  const shown = new Set<FoldedGroup>();
  const breath = new Breath(signal);
  for (let index = 0; index < entries.length; index++) {
    if (breath.isDue(entries.from(index + 1) - entries.from(index))) await breath.take();
    const group = groupOf(index);
    if (group !== undefined && shown.has(group)) continue;
    if (length > text.length * worth) return undefined;
    const { from, to, fromLine, toLine } = entries.at(index);
    if (!hasHeader || index > 0) boundaries.push({ at: length, level: 0 });
    const [head = '', ...others] = text.slice(from, to).split('\n');
    put(`${String(fromLine + above)}: ${head}`, fromLine, toLine);
    for (const line of group === undefined ? others : others.slice(0, MOST_LINES))
      put(line, fromLine, toLine);
    if (group === undefined) continue;
    shown.add(group);
    if (others.length > MOST_LINES)
      put(`    … ${String(others.length - MOST_LINES)} more lines`, fromLine, toLine);
    put(`    ${oneLine(group.inWords(above), MOST_WORDS)}`, fromLine, Math.max(group.lastLine, toLine));
  }
  if (boundaries.length === 0 || length > text.length * worth) return undefined;
  const count = entries.length - (hasHeader ? 1 : 0);
  return { text: `${pieces.join('\n')}\n`, lines, boundaries, entries: count, templates: boundaries.length };
}
