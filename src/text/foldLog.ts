import { Breath } from '../common/breath.js';
import { oneLine } from '../common/errors.js';
import { FoldedGroup } from './foldedGroup.js';
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
  readonly entries: number;
  /** The groups of entries that say the same, and the entries that stand alone. */
  readonly templates: number;
}

/** Entries of a kind that has fewer are kept as they are. */
const FOLD_FROM = 4;
/** A log that becomes no smaller than this share is not worth it. */
const WORTH = 0.7;
/** The most lines of a stack trace that are kept of a group. */
const MOST_LINES = 40;

interface Entry {
  readonly fromLine: number;
  toLine: number;
  readonly from: number;
  to: number;
  /** What it says the same as others; undefined for one that stands alone. */
  group: FoldedGroup | undefined;
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
    const { severity, level = severity, message, time } = entryFacts(first);
    // An error and a warning in the same words are not the same.
    const ofLevel = templates.get(level) ?? new LogTemplates();
    templates.set(level, ofLevel);
    const template = ofLevel.add(message, entry.fromLine);
    if (template === undefined) continue;
    entry.group = groups.get(template) ?? new FoldedGroup(lineCount);
    groups.set(template, entry.group);
    entry.group.add({ message, line: entry.fromLine, milliseconds: time?.milliseconds });
  }
  const pieces: string[] = [];
  const lines: { fromLine: number; toLine: number }[] = [];
  const above = firstLine - 1;
  const put = (piece: string, fromLine: number, toLine: number): void => {
    pieces.push(piece);
    lines.push({ fromLine: fromLine + above, toLine: toLine + above });
  };
  const shown = new Set<FoldedGroup>();
  let count = 0;
  for (const { group, from, to, fromLine, toLine } of entries) {
    const isFolded = group !== undefined && group.count >= FOLD_FROM;
    if (isFolded && shown.has(group)) continue;
    count++;
    const [head = '', ...others] = text.slice(from, to).split('\n');
    put(`${String(fromLine + above)}: ${head}`, fromLine, toLine);
    for (const line of isFolded ? others.slice(0, MOST_LINES) : others) put(line, fromLine, toLine);
    if (!isFolded) continue;
    shown.add(group);
    if (others.length > MOST_LINES)
      put(`    … ${String(others.length - MOST_LINES)} more lines`, fromLine, toLine);
    put(`    ${oneLine(group.inWords(above), 600)}`, fromLine, group.lastLine);
  }
  const folded = pieces.join('\n');
  if (folded.length > text.length * WORTH) return undefined;
  return { text: `${folded}\n`, lines, entries: entries.length, templates: count };
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
      entries.push({ fromLine: number, toLine: number, from, to: from + line.length, group: undefined });
    }
  }
  return { entries, lineCount };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
