import { Breath } from '../../common/breath.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import { rowsOf, tableFormOf } from '../../text/table.js';
import { counted, inWords, shortened, type Bullet, type Extract } from './bullets.js';
import { Column, figure } from './column.js';
import { wholeOf, type Source } from './source.js';

/** The most columns that are looked at, that are told, and that have gaps or extremes told. */
const MOST = { columns: 100, told: 25, gaps: 8, extremes: 3 };

/** What a table of separated values holds: its columns with their types and ranges, and where something is missing. */
export async function tableExtract({ text, isContinued, signal }: Source): Promise<Extract> {
  const form = tableFormOf(text) ?? { delimiter: ',', hasHeader: true };
  const { delimiter } = form;
  const hasHeader = form.hasHeader && !isContinued;
  const columns: Column[] = [];
  const names: string[] = [];
  const uneven = { rows: 0, first: 0 };
  let rows = 0;
  let width: number | undefined;
  let firstRow = 1;
  const breath = new Breath(signal);
  for (const row of rowsOf(text, delimiter)) {
    if (breath.isDue(row.length)) await breath.take();
    if (width === undefined) {
      width = row.width;
      firstRow = row.fromLine;
      if (hasHeader) {
        names.push(...row.cells.slice(0, MOST.columns));
        firstRow = row.toLine + 1;
        continue;
      }
    }
    rows++;
    if (row.width !== width) {
      uneven.rows++;
      if (uneven.first === 0) uneven.first = row.fromLine;
    }
    const most = Math.min(width, MOST.columns);
    for (let index = 0; index < most; index++) {
      const column = (columns[index] ??= new Column());
      column.add(row.cells[index] ?? '', row.fromLine);
    }
  }
  const whole = wholeOf(text);
  const range = { fromLine: Math.min(firstRow, whole.toLine), toLine: whole.toLine };
  const told = columns.map((column, index) => ({ column, name: nameOf(names[index], index) }));
  const hidden = (width ?? 0) - Math.min(told.length, MOST.told);
  const kind = delimiter === '\t' ? 'TSV' : 'CSV';
  return {
    lead: { text: `${kind}: ${counted(rows, 'row')}, ${counted(width ?? 0, 'column')}`, ...whole },
    sections: [
      {
        heading: 'Columns',
        bullets: [
          ...told
            .slice(0, MOST.told)
            .map(({ column, name }) => ({ text: `${name}: ${column.describe()}`, ...range })),
          ...(hidden > 0 && told.length > 0 ? [{ text: counted(hidden, 'more column'), ...range }] : []),
        ],
      },
      {
        heading: 'Gaps and extremes',
        bullets: [...gaps(told, rows), ...unevenRows(uneven), ...extremes(told)],
      },
    ],
  };
}

interface Named {
  readonly column: Column;
  readonly name: string;
}

function nameOf(name: string | undefined, index: number): string {
  return name === undefined || name === '' ? `Column ${String(index + 1)}` : codeSpan(shortened(name, 60));
}

/** Cells that are empty, or no numbers where the others are. */
function gaps(columns: readonly Named[], rows: number): readonly Bullet[] {
  const found = columns.flatMap(({ column, name }): Bullet[] => {
    const { empty, others, firstEmpty, firstOther } = column;
    const share = `of ${inWords(rows)}`;
    return [
      ...(firstEmpty === undefined || empty === rows
        ? []
        : [
            bulletAt(`${name} is empty in ${inWords(empty)} ${share} rows, the first being here`, firstEmpty),
          ]),
      ...(others === 0 || firstOther === undefined
        ? []
        : [
            bulletAt(
              `${name} is no number in ${inWords(others)} ${share} rows, the first being here`,
              firstOther,
            ),
          ]),
    ];
  });
  return found.slice(0, MOST.gaps);
}

function unevenRows({ rows, first }: { readonly rows: number; readonly first: number }): readonly Bullet[] {
  return rows === 0
    ? []
    : [bulletAt(`${counted(rows, 'row')} with more or fewer cells, the first being here`, first)];
}

/** The rows of the highest numbers; the highest of an id says nothing. */
function extremes(columns: readonly Named[]): readonly Bullet[] {
  const measured = columns.filter(({ column }) => column.isNumeric && !column.isDistinct);
  return measured
    .slice(0, MOST.extremes)
    .flatMap(({ column: { least, greatest }, name }) =>
      greatest === undefined || greatest.value === least?.value
        ? []
        : [bulletAt(`Highest ${name}: ${figure(greatest.value)}`, greatest.line)],
    );
}

function bulletAt(text: string, line: number): Bullet {
  return { text, fromLine: line, toLine: line };
}
