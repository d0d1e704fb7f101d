import { foldLog } from './foldLog.js';
import { foldRows } from './foldRows.js';
import { kindOf, type TextKind } from './kind.js';
import { looksLikeLog } from './logEntries.js';
import { entryFacts } from './logEntry.js';
import { logFormOf, type LogForm } from './logForm.js';
import { sampleLines } from './sampleLines.js';
import { languageOfTitle } from './structure.js';
import { tableFormOf } from './table.js';
import { JsonLines, objectIn, Table, type RowSource } from './tableRows.js';
import type { FoldedLog } from './writeFolded.js';

export interface FoldedText extends FoldedLog {
  /** What its entries are called. */
  readonly of: 'entries' | 'rows';
}

/** What is looked at of a first line, in UTF-16 code units. */
const LONGEST_LINE = 100_000;
/** The entries of a log that are JSON objects. */
const OBJECTS: LogForm = { begins: (line) => line.startsWith('{'), mostKinds: 1, needsWords: false };
/** The share of lines by which a text is JSON Lines, or a table of log entries. */
const MOST = 0.9;

/**
 * Folds a text in which most of what is said comes again and again: a log, JSON Lines, or a table. All else, and what
 * says something of its own in each line, is to be sent as it is.
 *
 * @param languageId VS Code's identifier, where it is known
 * @param firstLine the line of its document at which the text begins
 * @returns undefined if it is none of these, or would not become much smaller
 * @throws the signal's reason
 */
export async function foldText(
  text: string,
  {
    languageId = '',
    title = '',
    ...how
  }: {
    readonly languageId?: string | undefined;
    readonly title?: string | undefined;
    readonly firstLine?: number;
    readonly signal: AbortSignal;
  },
): Promise<FoldedText | undefined> {
  const language = languageId === '' ? languageOfTitle(title) : languageId;
  const isNamed = language === 'log';
  const kind = kindOf(text, language);
  const rows = rowsIn(text, kind);
  if (rows !== undefined) {
    const folded = await foldRows(text, rows, how);
    if (folded !== undefined) return { ...folded, of: rows instanceof Table ? 'rows' : 'entries' };
    const areEntries = areLevelled(text);
    // A message alone does not say what an object says, unless it is known to be a log.
    if (rows instanceof Table ? !isNamed && !areEntries : !isNamed || !areEntries) return undefined;
  } else if (kind !== 'log' && kind !== 'prose') return undefined;
  const form = rows instanceof JsonLines ? OBJECTS : logFormOf(text, isNamed || rows !== undefined);
  const log = form && (await foldLog(text, { ...how, form }));
  return log && { ...log, of: 'entries' };
}

/** The rows of a text that is a table, or JSON Lines; in a log these are entries with a time that have the same separators. */
function rowsIn(text: string, kind: TextKind): RowSource | undefined {
  if (kind !== 'csv' && kind !== 'json' && kind !== 'log') return undefined;
  if (isJsonLines(text)) return new JsonLines(text);
  const form = kind === 'json' ? undefined : tableFormOf(text);
  if (form === undefined) return undefined;
  const areMilliseconds =
    form.delimiter === ',' && looksLikeLog(text) && MILLISECONDS.test(text.slice(0, 100));
  return areMilliseconds ? undefined : new Table(text, form);
}

/** Times with milliseconds behind a comma look like columns. */
const MILLISECONDS = /^\W{0,3}[^,\n]{0,40}\d\d:\d\d:\d\d,\d{3}\D/;

function isJsonLines(text: string): boolean {
  const [first = ''] = text.slice(0, LONGEST_LINE).trimStart().split('\n', 1);
  if (objectIn(first) === undefined) return false;
  const lines = sampleLines(text);
  return lines.filter((line) => line.startsWith('{')).length >= lines.length * MOST;
}

/** Whether rows are log entries: they have a level, and objects a message. */
function areLevelled(text: string): boolean {
  const lines = sampleLines(text);
  const levelled = lines.filter(
    (line) => entryFacts(line).level !== undefined && (!line.startsWith('{') || MESSAGE.test(line)),
  );
  return levelled.length >= lines.length * MOST;
}

const MESSAGE = /"(?:msg|message|event|error)" ?: ?"/;
