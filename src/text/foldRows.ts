import { Breath } from '../common/breath.js';
import { ColumnFacts, mostRare } from './columnFacts.js';
import { EntrySpans } from './entrySpans.js';
import { FoldedGroup } from './foldedGroup.js';
import { countLines } from './lines.js';
import { RowGroups } from './rowGroups.js';
import type { RowSource } from './tableRows.js';
import { writeFolded, type FoldedLog } from './writeFolded.js';

/** Shorter and wider tables are sent as they are. */
const LEAST_ROWS = 100;
const MOST_COLUMNS = 100;
/** The most columns that are told of a group. */
const MOST_TOLD = 20;
/** A table is folded only if it becomes smaller than this share: each row may matter. */
const WORTH = 0.5;

/**
 * Folds a table, or JSON Lines, before it is sent: rows are grouped by the columns of few different values; of each
 * group the first row is kept, with how many others there are, where, and what the other columns hold. Rows with
 * something rare are kept word for word. The order stays that of the text. It takes time in proportion to the text.
 *
 * @param firstLine the line of its document at which the text begins
 * @returns undefined if rows say something of their own, as those of customers do, or if it would not become much smaller
 * @throws the signal's reason
 */
export async function foldRows(
  text: string,
  source: RowSource,
  { firstLine = 1, signal }: { readonly firstLine?: number; readonly signal: AbortSignal },
): Promise<FoldedLog | undefined> {
  const entries = new EntrySpans(text);
  const columns = await columnsOf(source, entries, signal);
  const rows = entries.length - (source.hasHeader ? 1 : 0);
  if (columns === undefined || rows < LEAST_ROWS) return undefined;
  for (const column of columns) column.decide(rows);
  // What keys an object has is no content.
  if (columns.slice(1).some(({ role }) => role === 'content')) return undefined;
  const groups = await grouped(source, { columns, count: entries.length, signal });
  if (groups === undefined) return undefined;
  const told = groups.differing;
  if (told.length > MOST_TOLD) return undefined;
  const lineCount = countLines(text);
  const folded: (FoldedGroup | undefined)[] = [];
  const names = told.map((column) => source.names[column] ?? '');
  const groupOf = (entry: number): FoldedGroup | undefined => {
    const group = groups.of(entry);
    return group === undefined ? undefined : (folded[group] ??= new FoldedGroup(lineCount, names));
  };
  const breath = new Breath(signal);
  let entry = 0;
  for (const { values = [], fromLine, length } of source.rows()) {
    if (breath.isDue(length)) await breath.take();
    groupOf(entry++)?.add({ values: told.map((column) => values[column] ?? ''), line: fromLine });
  }
  const { hasHeader } = source;
  return await writeFolded(text, { entries, groupOf, hasHeader, firstLine, worth: WORTH }, signal);
}

/** Where the rows are, and what is in the columns; undefined if no row can be left out. */
async function columnsOf(
  source: RowSource,
  entries: EntrySpans,
  signal: AbortSignal,
): Promise<readonly ColumnFacts[] | undefined> {
  const columns: ColumnFacts[] = [];
  const breath = new Breath(signal);
  for (const { from, fromLine, length, values = [] } of source.rows()) {
    if (breath.isDue(length)) await breath.take();
    entries.add(from, fromLine);
    if (values.length > MOST_COLUMNS) return undefined;
    if (source.hasHeader && entries.length === 1) continue;
    for (const [column, value] of values.entries()) {
      // The first has the keys of an object.
      const facts = (columns[column] ??= new ColumnFacts());
      if (value !== '' && !facts.add(value) && column > 0) return undefined;
    }
  }
  return columns;
}

async function grouped(
  source: RowSource,
  {
    columns,
    count,
    signal,
  }: { readonly columns: readonly ColumnFacts[]; readonly count: number; readonly signal: AbortSignal },
): Promise<RowGroups | undefined> {
  const groups = new RowGroups(columns, count);
  const breath = new Breath(signal);
  let entry = 0;
  for (const { values, length } of source.rows()) {
    if (breath.isDue(length)) await breath.take();
    groups.put(entry, source.hasHeader && entry === 0 ? undefined : values);
    entry++;
  }
  const rows = count - (source.hasHeader ? 1 : 0);
  return (await groups.find(mostRare(rows), breath)) ? groups : undefined;
}
