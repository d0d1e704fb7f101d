import { lineReference, type LineRange } from '../../text/lineReference.js';

/** One line of an extract: Markdown that fits on one line, and the lines of the text that it is from. */
export interface Bullet extends LineRange {
  readonly text: string;
  /** How far it is indented; 0 if it is not. */
  readonly level?: number;
}

/** What an extract consists of. */
export interface Extract {
  /** What the text is, in figures; prose has none. */
  readonly lead?: Bullet;
  readonly sections: readonly Section[];
}

export interface Section {
  /** The first section needs none. */
  readonly heading?: string;
  readonly bullets: readonly Bullet[];
}

const number = new Intl.NumberFormat('en-US');

/** "1 error", "2,000 errors". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${number.format(count)} ${count === 1 ? one : several}`;
}

export function inWords(count: number): string {
  return number.format(count);
}

/** Text that stays on one line and is not too long for it. */
export function shortened(text: string, most: number): string {
  const flat = text
    .slice(0, most * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return flat.length > most || text.length > most * 4
    ? `${flat.slice(0, most).toWellFormed()}…`
    : flat.toWellFormed();
}

/** The Markdown of an extract, line by line with its line breaks. */
export function markdownOf({ lead, sections }: Extract): readonly string[] {
  const lines: string[] = [];
  const add = (line: string, isApart: boolean): void => {
    lines.push(lines.length === 0 ? line : `${isApart ? '\n\n' : '\n'}${line}`);
  };
  if (lead !== undefined) add(`**${lead.text}** ${lineReference(lead)}`, true);
  for (const { heading, bullets } of sections) {
    if (bullets.length === 0) continue;
    if (heading !== undefined) add(`### ${heading}`, true);
    for (const [index, { text, level = 0, ...range }] of bullets.entries())
      add(`${'  '.repeat(level)}- ${text} ${lineReference(range)}`, index === 0);
  }
  return lines;
}
