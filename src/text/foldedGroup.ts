import { number, SECTIONS, Values } from './foldedValues.js';

/** An entry as a group sees it. */
interface GroupedEntry {
  /** Its words without its time and level, or the values of its columns. */
  readonly values: readonly string[];
  readonly line: number;
  readonly milliseconds?: number | undefined;
}

/** How many words that differ are told, and how much of the name of a column, in UTF-16 code units. */
const TOLD = { words: 4, name: 40 };

/** Entries of a text that say the same, and what differs between them. */
export class FoldedGroup {
  lastLine = 0;
  #count = 0;
  readonly #lineCount: number;
  readonly #sections = Array.from({ length: SECTIONS }, () => 0);
  readonly #columns: readonly string[] | undefined;
  /** By the place of a word, or of a column. */
  readonly #values: Values[] = [];
  #firstTime: number | undefined;
  #lastTime: number | undefined;

  /**
   * @param lineCount of the text
   * @param columns their names, if values have any
   */
  constructor(lineCount: number, columns?: readonly string[]) {
    this.#lineCount = lineCount;
    this.#columns = columns;
  }

  add({ values, line, milliseconds }: GroupedEntry): void {
    this.#count++;
    this.lastLine = line;
    this.#firstTime ??= milliseconds;
    this.#lastTime = milliseconds ?? this.#lastTime;
    const section = Math.min(Math.floor(((line - 1) * SECTIONS) / this.#lineCount), SECTIONS - 1);
    this.#sections[section] = (this.#sections[section] ?? 0) + 1;
    for (const [index, value] of values.entries())
      if (value !== '') (this.#values[index] ??= new Values()).add(value, section);
  }

  /**
   * How many others there are, where, how they are spread, and what differs.
   *
   * @param above added to lines
   */
  inWords(above: number): string {
    const others = this.#count - 1;
    const took = (this.#lastTime ?? 0) - (this.#firstTime ?? 0);
    const pace = took > 0 ? `, every ${inSeconds(took / others)} on average` : '';
    const varied = this.#columns === undefined ? this.#variedWords() : this.#variedColumns(this.#columns);
    return [
      `… ${number.format(others)} more like it, the last at line ${String(this.lastLine + above)}${pace}`,
      `in the fifths of the text: ${this.#sections.map((count) => number.format(count)).join(', ')}`,
      ...(varied.length === 0 ? [] : [`what differs: ${varied.join('; ')}`]),
    ].join('; ');
  }

  #variedWords(): string[] {
    return this.#values
      .filter(({ distinct }) => distinct > 1)
      .sort((one, other) => one.distinct - other.distinct)
      .slice(0, TOLD.words)
      .map((values) => values.inWords());
  }

  #variedColumns(columns: readonly string[]): string[] {
    return columns.flatMap((name, index) => {
      const values = this.#values[index];
      if (values === undefined || values.distinct < 2) return [];
      return [`${name.slice(0, TOLD.name)}: ${values.columnInWords()}`];
    });
  }
}

function inSeconds(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  return milliseconds < 120_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${(milliseconds / 60_000).toFixed(0)} min`;
}
