/** A text is looked at in this many sections. */
export const SECTIONS = 5;
/** The most values of a word or a column that are counted. */
const MOST_VALUES = 200;
/** How much of a value is looked at, and told, in UTF-16 code units. */
const LONGEST = 100;
const TOLD = 40;
/** So few values of a column are told one by one. */
const FEW = 4;

const NUMBER = /^\D{0,20}?((?:(?<!\w)-)?\d{1,15}(?:\.\d{1,9})?)\D{0,5}$/;
/** Dates and times of ISO 8601, which are in the order of their letters. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)?)?$/;

export const number = new Intl.NumberFormat('en-US');
const figure = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, useGrouping: false });

/** What one word of a group, or one column, is from entry to entry. */
export class Values {
  readonly #counts = new Map<string, number>();
  #isMore = false;
  #areNumbers = true;
  #least = Infinity;
  #most = -Infinity;
  #last = -Infinity;
  #areInOrder = true;
  /** By the section of the text. */
  readonly #sums = Array.from({ length: SECTIONS }, () => ({ sum: 0, count: 0 }));
  #areDates = true;
  #firstDate = '';
  #lastDate = '';

  get distinct(): number {
    return this.#counts.size + (this.#isMore ? 1 : 0);
  }

  /** @param section of the text */
  add(word: string, section: number): void {
    const value = word.slice(0, LONGEST);
    if (this.#areNumbers) this.#addNumber(word, section);
    if (this.#areDates) this.#addDate(value);
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MOST_VALUES) this.#counts.set(value, (count ?? 0) + 1);
    else this.#isMore = true;
  }

  /** "3 values, most often worker-3 (12)", "more than 200 values, from 1 to 999". */
  inWords(): string {
    const many = this.#isMore ? `more than ${String(MOST_VALUES)}` : String(this.#counts.size);
    const [first] = this.#mostFrequent();
    const often = first === undefined || first[1] < 2 || this.#isMore ? '' : `, most often ${told(first)}`;
    return `${many} values${this.#range}${often}`;
  }

  /** The same of a column: "GET (12), PUT (3)", "more than 200 values, from 1 to 9, on average 2, 3, 5, 7, 8 in the fifths". */
  columnInWords(): string {
    if (!this.#isMore && this.#counts.size <= FEW) return this.#mostFrequent().map(told).join(', ');
    // Ids and times go up; their average says nothing.
    if (!this.#areNumbers || this.#areInOrder) return this.inWords();
    const averages = this.#sums.map(({ sum, count }) => (count === 0 ? '–' : figure.format(sum / count)));
    return `${this.inWords()}, on average ${averages.join(', ')} in the fifths`;
  }

  get #range(): string {
    if (this.#areNumbers) return `, from ${String(this.#least)} to ${String(this.#most)}`;
    return this.#areDates ? `, from ${this.#firstDate} to ${this.#lastDate}` : '';
  }

  #mostFrequent(): readonly (readonly [value: string, count: number])[] {
    return [...this.#counts].sort(([, one], [, other]) => other - one);
  }

  #addNumber(word: string, section: number): void {
    const digits = NUMBER.exec(word.slice(0, 60))?.[1];
    if (digits === undefined) {
      this.#areNumbers = false;
      return;
    }
    const value = Number(digits);
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    this.#areInOrder &&= value >= this.#last;
    this.#last = value;
    const sums = this.#sums[section];
    if (sums === undefined) return;
    sums.sum += value;
    sums.count++;
  }

  #addDate(value: string): void {
    this.#areDates = DATE.test(value);
    if (this.#firstDate === '' || value < this.#firstDate) this.#firstDate = value;
    if (value > this.#lastDate) this.#lastDate = value;
  }
}

function told([value, count]: readonly [value: string, count: number]): string {
  const shown = value.length > TOLD ? `${value.slice(0, TOLD)}…` : value;
  return `${shown} (${number.format(count)})`;
}
