import { Breath } from '../common/breath.js';
import { oneLine } from '../common/errors.js';
import type { Boundary } from './boundary.js';
import { EntryKinds, type EntryKind } from './entryKinds.js';
import type { FoldedGroup } from './foldedGroup.js';
import { entryFacts } from './logEntry.js';
import { isLogEntry } from './logEntries.js';
import { LogTemplates, type Template } from './logTemplates.js';
import { linesOf } from './lines.js';

/** A log in which entries that say the same stand once. */
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

/** A log that becomes no smaller than this share is not worth it. */
const WORTH = 0.7;
/** The most lines of a stack trace that are kept of a group. */
const MOST_LINES = 40;
/** How much of them is compared, in UTF-16 code units. */
const MOST_BELOW = 200;

interface Entry {
  readonly fromLine: number;
  toLine: number;
  readonly from: number;
  to: number;
  /** What it says; undefined for one that stands alone. */
  kind: EntryKind | undefined;
}

/**
 * Folds a log before it is sent: of entries that say the same (in the manner of Drain, see `LogTemplates`), the first
 * one is kept, with how many others there are, where, how they are spread over the log, and which values differ. What
 * is rare is kept word for word. The order stays that of the log. It takes time in proportion to the log.
 *
 * @param firstLine the line of its document at which the text begins
 * @returns undefined if it would not become much smaller
 * @throws the signal's reason
 */
export async function foldLog(
  text: string,
  { firstLine = 1, signal }: { readonly firstLine?: number; readonly signal: AbortSignal },
): Promise<FoldedLog | undefined> {
  const { entries, lineCount } = await entriesOf(text, signal);
  await findKinds(text, entries, signal);
  const groupOf = ({ kind }: Entry): FoldedGroup | undefined => kind?.of.groupOf(kind, lineCount);
  await fillGroups(text, entries, groupOf, signal);
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
  for (const entry of entries) {
    if (breath.isDue(entry.to - entry.from)) await breath.take();
    const group = groupOf(entry);
    if (group !== undefined && shown.has(group)) continue;
    const { from, to, fromLine, toLine } = entry;
    boundaries.push({ at: length, level: 0 });
    const [head = '', ...others] = text.slice(from, to).split('\n');
    put(`${String(fromLine + above)}: ${head}`, fromLine, toLine);
    for (const line of group === undefined ? others : others.slice(0, MOST_LINES))
      put(line, fromLine, toLine);
    if (group === undefined) continue;
    shown.add(group);
    if (others.length > MOST_LINES)
      put(`    … ${String(others.length - MOST_LINES)} more lines`, fromLine, toLine);
    put(`    ${oneLine(group.inWords(above), 600)}`, fromLine, Math.max(group.lastLine, toLine));
  }
  const folded = pieces.join('\n');
  if (entries.length === 0 || folded.length > text.length * WORTH) return undefined;
  return { text: `${folded}\n`, lines, boundaries, entries: entries.length, templates: boundaries.length };
}

/** The entries of a log, with the lines that belong to them. */
async function entriesOf(
  text: string,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly Entry[]; readonly lineCount: number }> {
  const entries: Entry[] = [];
  const breath = new Breath(signal);
  let at = 0;
  let lineCount = 0;
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    const from = at;
    const newline = text.indexOf('\n', from);
    at = newline < 0 ? text.length : newline + 1;
    lineCount = number;
    if (line.trim() === '') continue;
    const open = entries.at(-1);
    if (open !== undefined && !isLogEntry(line)) {
      open.toLine = number;
      open.to = from + line.length;
    } else {
      entries.push({
        fromLine: number,
        toLine: number,
        from,
        to: from + line.length,
        kind: undefined,
      });
    }
  }
  return { entries, lineCount };
}

/** Finds what entries say; an error and a warning in the same words are not the same. */
async function findKinds(text: string, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
  const breath = new Breath(signal);
  const levels = new Map<string, LogTemplates>();
  const kinds = new Map<Template, EntryKinds>();
  for (const entry of entries) {
    if (breath.isDue(entry.to - entry.from)) await breath.take();
    const first = firstLineOf(text, entry);
    const { severity, level = severity, message } = entryFacts(first);
    const below = saidBelow(text.slice(entry.from + first.length, entry.to));
    const templates = levels.get(level) ?? new LogTemplates();
    levels.set(level, templates);
    const told = templates.add(`${message} ${below}`, entry.fromLine);
    if (told === undefined) continue;
    const ofTemplate = kinds.get(told.template) ?? new EntryKinds();
    kinds.set(told.template, ofTemplate);
    entry.kind = ofTemplate.add(told.kind);
  }
}

async function fillGroups(
  text: string,
  entries: readonly Entry[],
  groupOf: (entry: Entry) => FoldedGroup | undefined,
  signal: AbortSignal,
): Promise<void> {
  const breath = new Breath(signal);
  for (const entry of entries) {
    const group = groupOf(entry);
    if (group === undefined) continue;
    // Reading an entry twice takes less than keeping what it says.
    const first = firstLineOf(text, entry);
    if (breath.isDue(first.length)) await breath.take();
    const { message, time } = entryFacts(first);
    group.add({ message, line: entry.fromLine, milliseconds: time?.milliseconds });
  }
}

/** What the lines below the first say: the exception of a stack trace, where its causes end, or else the first of them. */
function saidBelow(below: string): string {
  const lines = below.split('\n').slice(1);
  return (lines.findLast((line) => /^\S/.test(line)) ?? lines[0] ?? '').trim().slice(0, MOST_BELOW);
}

function firstLineOf(text: string, { from, to }: Entry): string {
  const newline = text.indexOf('\n', from);
  return text.slice(from, newline < 0 || newline > to ? to : newline);
}
