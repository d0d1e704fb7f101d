import { createHash } from 'node:crypto';
import { FOLD_FROM } from './entryKinds.js';
import { maskedValue } from './maskedValue.js';

/** What a column is for folding. */
export type Role =
  /** Its values, or what they are without numbers and ids, are few: rows may be grouped by them. */
  | 'few'
  /** They are few as well, but too long to be told otherwise: rows must be grouped by them. */
  | 'messages'
  /** Its values are short and come again and again: how many there are, and which most often, says enough. */
  | 'names'
  /** Most rows say something of their own in it, so that none can be left out. */
  | 'content';

/** The most values that are few, where they are short; the most that a group is told to have; and the most messages. */
const MOST = { few: 20, told: 4, messages: 50 };
/** How many different values are counted as they are, and without their numbers and ids. */
const COUNTED = { values: 1000, forms: 5000 };
/** Of a longer value only a hash is kept, in UTF-16 code units. */
const LONGEST = 300;
/** Names are no longer than this on average, and come at least so many times each. */
const NAMES = { length: 30, times: 20 };

/** What stands for no value. */
const NONE = /^(?:n\/?a|nan|null|none|nil|-?inf(?:inity)?|unknown)$/i;

/** How many rows of a table may be kept as they are for what is rare in one of its columns. */
export function mostRare(rows: number): number {
  return Math.max(10, rows / 50);
}

interface Counted {
  count: number;
}

interface Decision {
  readonly role: Role;
  /** The frequent values, numbered from 1. */
  readonly frequent: ReadonlyMap<string, number>;
  /** Whether values are told apart as they are, not without numbers and ids. */
  readonly isByValue: boolean;
  /** Whether the rows of rare values are kept as they are. */
  readonly keepsRare: boolean;
}

/** What the values of a column are, learned one by one. All are to be added before it is decided. */
export class ColumnFacts {
  /** Undefined once there are too many. */
  #values: Map<string, Counted & { readonly form: Counted }> | undefined = new Map();
  readonly #forms = new Map<string, Counted>();
  #count = 0;
  #length = 0;
  #decision: Decision = { role: 'content', frequent: new Map(), isByValue: false, keepsRare: false };

  /** @returns false if there are so many different values that none can be left out */
  add(value: string): boolean {
    this.#count++;
    this.#length += value.length;
    const key = keyOf(value);
    const known = this.#values?.get(key);
    if (known !== undefined) {
      known.count++;
      known.form.count++;
      return true;
    }
    const name = keyOf(maskedValue(value));
    const form = this.#forms.get(name) ?? { count: 0 };
    form.count++;
    this.#forms.set(name, form);
    if (this.#values !== undefined && this.#values.size >= COUNTED.values) this.#values = undefined;
    this.#values?.set(key, { count: 1, form });
    return this.#forms.size <= COUNTED.forms;
  }

  /** @param rows of the table */
  decide(rows: number): void {
    const most = mostRare(rows);
    const byValue = this.#values === undefined ? undefined : judged(this.#values);
    const byForm = judged(this.#forms);
    const ways = [
      ...(byValue === undefined ? [] : [{ ...byValue, isByValue: true }]),
      { ...byForm, isByValue: false },
    ].filter(({ rareRows }) => rareRows <= most);
    const isShort = this.#length <= this.#count * NAMES.length;
    const areNames = (different: number): boolean => isShort && different * NAMES.times <= this.#count;
    const few = ways.find(({ frequent }) => frequent.size <= (isShort ? MOST.few : MOST.told));
    const names = ways.find(({ frequent }) => areNames(frequent.size));
    const messages = isShort ? undefined : ways.find(({ frequent }) => frequent.size <= MOST.messages);
    const any = { frequent: new Map<string, number>(), isByValue: false };
    if (few !== undefined) this.#decision = { ...few, role: 'few', keepsRare: true };
    else if (names !== undefined) this.#decision = { ...names, role: 'names', keepsRare: true };
    else if (areNames(this.#forms.size)) this.#decision = { ...any, role: 'names', keepsRare: false };
    else if (messages !== undefined) this.#decision = { ...messages, role: 'messages', keepsRare: true };
  }

  get role(): Role {
    return this.#decision.role;
  }

  /** How many values, or forms of them, tell rows apart. */
  get categories(): number {
    return this.#decision.frequent.size;
  }

  /** Whether all of its frequent values are told apart. */
  get isByValue(): boolean {
    return this.#decision.isByValue;
  }

  /** Whether words tell rows apart, not only numbers, or whether there are any. */
  get hasWords(): boolean {
    return (
      [...this.#decision.frequent.keys()].filter((name) => /\p{L}/u.test(name) && !NONE.test(name)).length > 1
    );
  }

  /** The number of a value, or of its form, from 1; 0 for one that is rare. */
  categoryOf(value: string): number {
    const { frequent, isByValue } = this.#decision;
    return frequent.get(keyOf(isByValue ? value : maskedValue(value))) ?? 0;
  }

  /** Whether the row of a value is kept for it. */
  isRare(value: string): boolean {
    return this.#decision.keepsRare && this.categoryOf(value) === 0;
  }
}

/** The frequent ones of some values, and how many rows the others have. */
function judged(values: ReadonlyMap<string, Counted>): {
  readonly frequent: ReadonlyMap<string, number>;
  readonly rareRows: number;
} {
  const frequent = new Map<string, number>();
  let rareRows = 0;
  for (const [value, { count }] of values) {
    if (count < FOLD_FROM) rareRows += count;
    else frequent.set(value, frequent.size + 1);
  }
  return { frequent, rareRows };
}

/** Two values have the same key only if they are the same. */
function keyOf(value: string): string {
  if (value.length <= LONGEST) return value;
  return `${value.slice(0, LONGEST)} ${createHash('sha256').update(value).digest('base64')}`;
}
