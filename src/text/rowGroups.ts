import type { Breath } from '../common/breath.js';
import type { ColumnFacts } from './columnFacts.js';
import { FOLD_FROM } from './entryKinds.js';

/** The most groups, and how many rows there are for each that is allowed. */
const MOST_GROUPS = 50;
const ROWS_FOR_GROUP = 50;
const LEAST_GROUPS = 4;
/** The category of a row that has no value in a column. */
const ABSENT = 255;

interface Candidate {
  readonly column: number;
  readonly facts: ColumnFacts;
  /** Of each row. */
  readonly categories: Uint8Array;
}

/** Rows grouped by what their columns say. All are to be put before groups are found. */
export class RowGroups {
  readonly #columns: readonly ColumnFacts[];
  readonly #candidates: readonly Candidate[];
  /** By row; those that are kept as they are have none. */
  #groups: Uint32Array;
  readonly #isKept: Uint8Array;
  /** By group. */
  #sizes: readonly number[];
  readonly #keys = new Set<number>();

  constructor(columns: readonly ColumnFacts[], rows: number) {
    this.#columns = columns;
    this.#candidates = columns
      .map((facts, column) => ({ facts, column }))
      .filter(({ facts }) => (facts.role === 'few' || facts.role === 'messages') && facts.categories > 1)
      .sort((one, other) => rankOf(one) - rankOf(other))
      .map((candidate) => ({ ...candidate, categories: new Uint8Array(rows) }));
    this.#groups = new Uint32Array(rows);
    this.#isKept = new Uint8Array(rows);
    this.#sizes = [rows];
  }

  /** @param values undefined if the row is kept as it is */
  put(row: number, values: readonly string[] | undefined): void {
    const isRare = (facts: ColumnFacts, column: number): boolean => {
      const value = values?.[column] ?? '';
      return value !== '' && facts.isRare(value);
    };
    if (values === undefined || this.#columns.some(isRare)) {
      this.#isKept[row] = 1;
      return;
    }
    for (const { column, facts, categories } of this.#candidates) {
      const value = values[column] ?? '';
      categories[row] = value === '' ? ABSENT : facts.categoryOf(value);
    }
  }

  /**
   * Groups rows by one column after the other, as long as there are few groups, and few rows alone in theirs.
   *
   * @returns false if that does not tell what the rows say
   */
  async find(mostRare: number, breath: Breath): Promise<boolean> {
    let isByWords = false;
    for (const { column, facts, categories } of this.#candidates) {
      if (breath.isDue(categories.length)) await breath.take();
      const isFiner = this.#refine(categories, mostRare);
      if (!isFiner && facts.role === 'messages') return false;
      if (!isFiner) continue;
      this.#keys.add(column);
      if (column === 0 || facts.hasWords) isByWords = true;
    }
    return isByWords;
  }

  /** The columns that may differ between the rows of a group. */
  get differing(): readonly number[] {
    return this.#columns.flatMap(({ role, categories, isByValue }, column) => {
      const isSame = role === 'few' && isByValue && (categories < 2 || this.#keys.has(column));
      return isSame || column === 0 ? [] : [column];
    });
  }

  /** The group of a row; undefined if it is kept as it is. */
  of(row: number): number | undefined {
    const group = this.#groups[row] ?? 0;
    return this.#isKept[row] === 1 || (this.#sizes[group] ?? 0) < FOLD_FROM ? undefined : group;
  }

  #refine(categories: Uint8Array, mostRare: number): boolean {
    const most = Math.max(LEAST_GROUPS, Math.min(MOST_GROUPS, categories.length / ROWS_FOR_GROUP));
    const numbers = new Map<number, number>();
    const sizes: number[] = [];
    const finer = new Uint32Array(categories.length);
    for (const [row, category] of categories.entries()) {
      if (this.#isKept[row] === 1) continue;
      const pair = (this.#groups[row] ?? 0) * 256 + category;
      let group = numbers.get(pair);
      if (group === undefined) {
        group = sizes.length;
        if (group > most + mostRare) return false;
        numbers.set(pair, group);
        sizes.push(0);
      }
      finer[row] = group;
      sizes[group] = (sizes[group] ?? 0) + 1;
    }
    const rare = sizes.filter((size) => size < FOLD_FROM);
    const rareRows = rare.reduce((sum, size) => sum + size, 0);
    if (sizes.length - rare.length > most || rareRows > mostRare) return false;
    this.#groups = finer;
    this.#sizes = sizes;
    return true;
  }
}

/** What keys an object has comes first, then messages, words before numbers, and the fewest before others. */
function rankOf({ facts, column }: { readonly facts: ColumnFacts; readonly column: number }): number {
  if (column === 0) return 0;
  if (facts.role === 'messages') return 1000;
  return facts.categories + (facts.hasWords ? 2000 : 3000);
}
