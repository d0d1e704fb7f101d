import { Breath } from '../common/breath.js';
import { EntryKinds, type EntryKind } from './entryKinds.js';
import { EntrySpans } from './entrySpans.js';
import type { FoldedGroup } from './foldedGroup.js';
import { entryFacts } from './logEntry.js';
import type { LogForm } from './logForm.js';
import { LogTemplates, type Template } from './logTemplates.js';
import { countLines, linesOf } from './lines.js';
import { writeFolded, type FoldedLog } from './writeFolded.js';

/** A log that becomes no smaller than this share is not worth it: much smaller where most entries have words of their own. */
const WORTH = { alike: 0.7, different: 0.3 };
/** How much of the lines below the first is compared, in UTF-16 code units. */
const MOST_BELOW = 200;
/** The words of an entry that are looked at for what differs. */
const MOST_WORDS = 30;

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
  {
    firstLine = 1,
    form: { begins, mostKinds, needsWords },
    signal,
  }: { readonly firstLine?: number; readonly form: LogForm; readonly signal: AbortSignal },
): Promise<FoldedLog | undefined> {
  const entries = await entriesOf(text, begins, signal);
  const { kinds, different } = await findKinds(text, entries, { needsWords, signal });
  if (different > entries.length * mostKinds) return undefined;
  const worth = different > entries.length / 2 ? WORTH.different : WORTH.alike;
  const lineCount = countLines(text);
  const groupOf = (entry: number): FoldedGroup | undefined => {
    const kind = kinds[entry];
    return kind?.of.groupOf(kind, lineCount);
  };
  await fillGroups(entries, groupOf, signal);
  return await writeFolded(text, { entries, groupOf, firstLine, worth }, signal);
}

/** The entries of a log; the lines below the first of one belong to it. */
async function entriesOf(
  text: string,
  begins: (line: string) => boolean,
  signal: AbortSignal,
): Promise<EntrySpans> {
  const entries = new EntrySpans(text);
  const breath = new Breath(signal);
  let at = 0;
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    const from = at;
    const newline = text.indexOf('\n', from);
    at = newline < 0 ? text.length : newline + 1;
    if (line.trim() === '') continue;
    if (entries.length === 0 || begins(line)) entries.add(from, number);
  }
  return entries;
}

/** Finds what entries say; an error and a warning in the same words are not the same. */
async function findKinds(
  text: string,
  entries: EntrySpans,
  { needsWords, signal }: { readonly needsWords: boolean; readonly signal: AbortSignal },
): Promise<{ readonly kinds: readonly (EntryKind | undefined)[]; readonly different: number }> {
  const breath = new Breath(signal);
  const levels = new Map<string, LogTemplates>();
  const ofTemplates = new Map<Template, EntryKinds>();
  const kinds: (EntryKind | undefined)[] = [];
  for (let index = 0; index < entries.length; index++) {
    const { from, to, fromLine } = entries.at(index);
    if (breath.isDue(to - from)) await breath.take();
    const first = entries.firstLine(index);
    const { severity, level = severity, message } = entryFacts(first);
    const { trace, body } = saidBelow(text.slice(from + first.length, to));
    const templates = levels.get(level) ?? new LogTemplates();
    levels.set(level, templates);
    const told = templates.add(`${message} ${trace}`, fromLine, body);
    if (told === undefined || (needsWords && !told.kind.includes(' '))) {
      kinds.push(undefined);
      continue;
    }
    const ofTemplate = ofTemplates.get(told.template) ?? new EntryKinds();
    ofTemplates.set(told.template, ofTemplate);
    kinds.push(ofTemplate.add(told.kind));
  }
  const different = [...levels.values()].reduce((sum, templates) => sum + templates.different, 0);
  return { kinds, different };
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
    const values = message.split(/\s+/, MOST_WORDS);
    group.add({ values, line: entries.fromLine(index), milliseconds: time?.milliseconds });
  }
}

/** A line of a stack trace. */
const FRAME = /^[ \t]{1,40}(?:at |File "|from |#\d|\.{3} \d)/m;
/** How far behind the first line a stack trace begins, in UTF-16 code units. */
const NEAR = 1000;

/**
 * What the lines below the first say: those of a stack trace that are not indented, such as the exception and its
 * causes; or of any other body as much as is compared.
 */
function saidBelow(below: string): { readonly trace: string; readonly body: string } {
  if (below.trim() === '') return { trace: '', body: '' };
  if (!FRAME.test(below.slice(0, NEAR))) return { trace: '', body: ends(below.trim()) };
  const lines = below.split('\n').slice(1);
  return { trace: ends(lines.filter((line) => /^\S/.test(line)).join(' ')), body: '' };
}

/** The cause of an exception is at its end. */
function ends(text: string): string {
  return text.length <= MOST_BELOW ? text : `${text.slice(0, MOST_BELOW / 2)} ${text.slice(-MOST_BELOW / 2)}`;
}
