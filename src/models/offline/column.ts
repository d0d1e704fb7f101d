import { codeSpan } from '../../text/inlineMarkdown.js';
import { counted, inWords, shortened } from './bullets.js';

/** The most different values that are told one by one, how long they may be, and how many are counted at all. */
const MOST = { told: 6, short: 40, counted: 1000 };
/** No longer value is remembered, in UTF-16 code units. */
const LONGEST = 100;

const NUMBER = /^[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,30})?(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?%?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

interface Extreme {
  readonly value: number;
  readonly line: number;
}

/** What the values of a column have in common, learned one by one. */
export class Column {
  filled = 0;
  empty = 0;
  /** The line of the first empty cell, and of the first that is no number where most are. */
  firstEmpty: number | undefined;
  firstOther: number | undefined;
  #numbers = 0;
  #whole = 0;
  #dates = 0;
  #sum = 0;
  least: Extreme | undefined;
  greatest: Extreme | undefined;
  #first: string | undefined;
  #last: string | undefined;
  #longest = 0;
  readonly #values = new Map<string, number>();
  #areAllCounted = true;

  /** @param isText whether it is no number and no date, whatever it looks like */
  add(value: string, line: number, isText = false): void {
    if (value === '') {
      this.empty++;
      this.firstEmpty ??= line;
      return;
    }
    this.filled++;
    this.#longest = Math.max(this.#longest, value.length);
    if (!isText && value.length <= 40 && NUMBER.test(value) && /\d/.test(value)) this.#number(value, line);
    else {
      this.firstOther ??= line;
      if (value.length <= 40 && DATE.test(value)) this.#date(value);
    }
    const key = value.slice(0, LONGEST);
    const known = this.#values.get(key);
    if (known !== undefined || this.#values.size < MOST.counted) this.#values.set(key, (known ?? 0) + 1);
    else this.#areAllCounted = false;
  }

  get isNumeric(): boolean {
    return this.#numbers > 0 && this.#numbers >= this.filled * 0.9;
  }

  /** Whether no two values are the same, as far as it is known. */
  get isDistinct(): boolean {
    return this.filled > 1 && this.#areAllCounted && this.#values.size === this.filled;
  }

  /** How many of its values are no numbers, where most are. */
  get others(): number {
    return this.isNumeric ? this.filled - this.#numbers : 0;
  }

  /** The kind of its values, and what they range over: "whole numbers from 1 to 12". */
  describe(): string {
    if (this.filled === 0) return 'empty';
    if (this.isNumeric) return this.#describeNumbers();
    if (this.#dates >= this.filled * 0.9)
      return `dates from ${this.#first ?? ''} to ${this.#last ?? ''}${this.isDistinct ? ', all different' : ''}`;
    const different = this.#values.size;
    if (this.#areAllCounted && different <= MOST.told && this.#longest <= MOST.short)
      return this.#describeFew();
    const [example = ''] = this.#values.keys();
    if (this.filled === 1) return codeSpan(shortened(example, 100));
    const many = this.#areAllCounted ? inWords(different) : `more than ${inWords(MOST.counted)}`;
    const howMany = this.isDistinct ? 'all different' : `${many} different`;
    const length = `up to ${counted(this.#longest, 'character')}`;
    return `text, ${howMany}, ${length}, such as ${codeSpan(shortened(example, 60))}`;
  }

  #describeNumbers(): string {
    const [least, greatest] = [this.least?.value ?? 0, this.greatest?.value ?? 0];
    const kind = this.#whole === this.#numbers ? 'whole numbers' : 'numbers';
    if (least === greatest) return this.filled === 1 ? figure(least) : `${kind}, all ${figure(least)}`;
    const mean =
      this.isDistinct && kind === 'whole numbers' ? '' : `, mean ${figure(this.#sum / this.#numbers)}`;
    return `${kind} from ${figure(least)} to ${figure(greatest)}${mean}${this.isDistinct ? ', all different' : ''}`;
  }

  #describeFew(): string {
    const values = [...this.#values].sort(([, one], [, other]) => other - one);
    const isRepeated = values.length < this.filled;
    return values
      .map(([value, count]) => `${codeSpan(value)}${isRepeated ? ` (${inWords(count)})` : ''}`)
      .join(', ');
  }

  #number(text: string, line: number): void {
    const value = Number(text.replaceAll(',', '').replace('%', ''));
    if (!Number.isFinite(value)) return;
    this.#numbers++;
    if (Number.isInteger(value)) this.#whole++;
    this.#sum += value;
    if (this.least === undefined || value < this.least.value) this.least = { value, line };
    if (this.greatest === undefined || value > this.greatest.value) this.greatest = { value, line };
  }

  #date(text: string): void {
    this.#dates++;
    if (this.#first === undefined || text < this.#first) this.#first = text;
    if (this.#last === undefined || text > this.#last) this.#last = text;
  }
}

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

export function figure(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? inWords(value) : number.format(value);
}
