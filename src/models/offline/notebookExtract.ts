import { Breath } from '../../common/breath.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import type { Line } from '../../text/lines.js';
import { counted, shortened, type Bullet, type Extract } from './bullets.js';
import { cellsOf, type Cell } from './notebookCells.js';
import { wholeOf, type Source } from './source.js';

const MOST = { errors: 5, bullets: 40 };

/** What a notebook holds: errors in its outputs, then its headings, and below each what its cells define. */
export async function notebookExtract({ text, signal }: Source): Promise<Extract> {
  const cells = await cellsOf(text, new Breath(signal));
  const failed = cells.filter(({ error }) => error !== undefined);
  const code = cells.filter(({ type }) => type === 'code').length;
  const figures = [
    counted(cells.length, 'cell'),
    counted(code, 'code cell'),
    ...(failed.length === 0 ? [] : [counted(failed.length, 'error')]),
  ];
  return {
    lead: { text: `Notebook: ${figures.join(', ')}`, ...wholeOf(text) },
    sections: [
      {
        heading: 'What went wrong',
        bullets: failed.slice(0, MOST.errors).map(({ error = '', fromLine, toLine }) => ({
          text: `Cell ${String(cells.findIndex((cell) => cell.fromLine === fromLine) + 1)}: ${codeSpan(shortened(error, 200))}`,
          fromLine,
          toLine,
        })),
      },
      { heading: 'Outline', bullets: outline(cells) },
    ],
  };
}

/** Headings and code in order; where there is not room for all, headings first. */
function outline(cells: readonly Cell[]): readonly Bullet[] {
  const all = cells.flatMap((cell, index) =>
    cell.type === 'markdown'
      ? markdownBullets(cell)
      : cell.type === 'code'
        ? codeBullets(cell, index + 1)
        : [],
  );
  const headings = all.filter(({ isHeading }) => isHeading).slice(0, MOST.bullets);
  const rest = all.filter(({ isHeading }) => !isHeading).slice(0, MOST.bullets - headings.length);
  const kept = new Set([...headings, ...rest]);
  return all.filter((one) => kept.has(one));
}

interface OutlineBullet extends Bullet {
  readonly isHeading: boolean;
}

function markdownBullets({ source }: Cell): readonly OutlineBullet[] {
  const headings = source.flatMap(({ text, number }): OutlineBullet[] => {
    const title = /^#{1,6}\s(.*)$/.exec(text.slice(0, 300))?.[1];
    return title === undefined ? [] : [{ ...at(number), text: `**${plain(title)}**`, isHeading: true }];
  });
  const said = source.find(({ text }) => /^[\p{L}\p{N}*_"'(]/u.test(text));
  const sentence =
    said === undefined ? '' : (/^.{1,300}?[.!?。](?=\s|$)|^.{1,300}/u.exec(said.text)?.[0] ?? '');
  if (said === undefined || sentence === '') return headings;
  return [...headings, { ...at(said.number), text: shortened(sentence, 300), level: 1, isHeading: false }];
}

/** What a cell defines; its first comment or line if it defines nothing. */
function codeBullets({ source }: Cell, number: number): readonly OutlineBullet[] {
  const defined = source.filter(({ text }) => /^(?:async )?(?:def|class|function) \w/.test(text));
  const first = source.find(({ text }) => text.trim() !== '');
  const told: readonly Line[] = defined.length > 0 ? defined.slice(0, 5) : first === undefined ? [] : [first];
  return told.map((line) => ({
    ...at(line.number),
    text: `Cell ${String(number)}: ${codeSpan(shortened(line.text.replace(/[:{]\s*$/, ''), 120))}`,
    level: 1,
    isHeading: false,
  }));
}

function at(line: number): { readonly fromLine: number; readonly toLine: number } {
  return { fromLine: line, toLine: line };
}

function plain(title: string): string {
  return (
    shortened(title, 160)
      .replace(/\*\*|`/g, '')
      .trim() || 'Untitled'
  );
}
