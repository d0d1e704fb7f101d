import { Breath } from '../common/breath.js';
import { oneLine } from '../common/errors.js';
import type { Boundary } from './boundary.js';
import { FoldedGroup, type Kind } from './foldedGroup.js';
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
  /** What it says the same as others; undefined for one that stands alone. */
  group: FoldedGroup | undefined;
  kind: Kind | undefined;
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
  const breath = new Breath(signal);
  const templates = new Map<string, LogTemplates>();
  const groups = new Map<Template, FoldedGroup>();
  for (const entry of entries) {
    const first = text.slice(entry.from, endOfLine(text, entry.from));
    if (breath.isDue(first.length)) await breath.take();
    const { severity, level = severity, time, ...facts } = entryFacts(first);
    const message = `${facts.message} ${saidBelow(text.slice(entry.from + first.length, entry.to))}`;
    // An error and a warning in the same words are not the same.
    const ofLevel = templates.get(level) ?? new LogTemplates();
    templates.set(level, ofLevel);
    const told = ofLevel.add(message, entry.fromLine);
    if (told === undefined) continue;
    const { template, kind } = told;
    entry.group = groups.get(template) ?? new FoldedGroup(lineCount);
    groups.set(template, entry.group);
    entry.kind = entry.group.add({ message, kind, line: entry.fromLine, milliseconds: time?.milliseconds });
  }
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
  for (const { group, kind, from, to, fromLine, toLine } of entries) {
    const isFolded = group !== undefined && !group.isKept(kind);
    if (isFolded && shown.has(group)) continue;
    boundaries.push({ at: length, level: 0 });
    const [head = '', ...others] = text.slice(from, to).split('\n');
    put(`${String(fromLine + above)}: ${head}`, fromLine, toLine);
    for (const line of isFolded ? others.slice(0, MOST_LINES) : others) put(line, fromLine, toLine);
    if (!isFolded) continue;
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
        group: undefined,
        kind: undefined,
      });
    }
  }
  return { entries, lineCount };
}

/** What the lines below the first say: the exception of a stack trace, where its causes end, or else the first of them. */
function saidBelow(below: string): string {
  const lines = below.split('\n').slice(1);
  return (lines.findLast((line) => /^\S/.test(line)) ?? lines[0] ?? '').trim().slice(0, MOST_BELOW);
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
