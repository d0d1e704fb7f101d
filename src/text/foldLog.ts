import { Breath } from '../common/breath.js';
import { EntryKinds, type EntryKind } from './entryKinds.js';
import { EntrySpans } from './entrySpans.js';
import type { FoldedGroup } from './foldedGroup.js';
import { entryFacts } from './logEntry.js';
import { isLogEntry } from './logEntries.js';
import { LogTemplates, type Template } from './logTemplates.js';
import { countLines, linesOf } from './lines.js';
import { writeFolded, type FoldedLog } from './writeFolded.js';

/** A log that becomes no smaller than this share is not worth it. */
const WORTH = 0.7;
/** How much of the lines below the first is compared, in UTF-16 code units. */
const MOST_BELOW = 200;

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
  const entries = await entriesOf(text, signal);
  const kinds = await findKinds(text, entries, signal);
  const lineCount = countLines(text);
  const groupOf = (entry: number): FoldedGroup | undefined => {
    const kind = kinds[entry];
    return kind?.of.groupOf(kind, lineCount);
  };
  await fillGroups(entries, groupOf, signal);
  return await writeFolded(text, { entries, groupOf, firstLine, worth: WORTH }, signal);
}

/** The entries of a log; the lines below the first of one belong to it. */
async function entriesOf(text: string, signal: AbortSignal): Promise<EntrySpans> {
  const entries = new EntrySpans(text);
  const breath = new Breath(signal);
  let at = 0;
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    const from = at;
    const newline = text.indexOf('\n', from);
    at = newline < 0 ? text.length : newline + 1;
    if (line.trim() === '') continue;
    if (entries.length === 0 || isLogEntry(line)) entries.add(from, number);
  }
  return entries;
}

/** Finds what entries say; an error and a warning in the same words are not the same. */
async function findKinds(
  text: string,
  entries: EntrySpans,
  signal: AbortSignal,
): Promise<readonly (EntryKind | undefined)[]> {
  const breath = new Breath(signal);
  const levels = new Map<string, LogTemplates>();
  const ofTemplates = new Map<Template, EntryKinds>();
  const kinds: (EntryKind | undefined)[] = [];
  for (let index = 0; index < entries.length; index++) {
    const { from, to, fromLine } = entries.at(index);
    if (breath.isDue(to - from)) await breath.take();
    const first = entries.firstLine(index);
    const { severity, level = severity, message } = entryFacts(first);
    const below = saidBelow(text.slice(from + first.length, to));
    const templates = levels.get(level) ?? new LogTemplates();
    levels.set(level, templates);
    const told = templates.add(`${message} ${below}`, fromLine);
    if (told === undefined) {
      kinds.push(undefined);
      continue;
    }
    const ofTemplate = ofTemplates.get(told.template) ?? new EntryKinds();
    ofTemplates.set(told.template, ofTemplate);
    kinds.push(ofTemplate.add(told.kind));
  }
  return kinds;
}

async function fillGroups(
  entries: EntrySpans,
  groupOf: (entry: number) => FoldedGroup | undefined,
  signal: AbortSignal,
): Promise<void> {
  const breath = new Breath(signal);
  for (let index = 0; index < entries.length; index++) {
    const group = groupOf(index);
    if (group === undefined) continue;
    // Reading an entry twice takes less than keeping what it says.
    const first = entries.firstLine(index);
    if (breath.isDue(first.length)) await breath.take();
    const { message, time } = entryFacts(first);
    group.add({ message, line: entries.fromLine(index), milliseconds: time?.milliseconds });
  }
}

/** What the lines below the first say: the exception of a stack trace, where its causes end, or else the first of them. */
function saidBelow(below: string): string {
  const lines = below.split('\n').slice(1);
  return (lines.findLast((line) => /^\S/.test(line)) ?? lines[0] ?? '').trim().slice(0, MOST_BELOW);
}
