/** An entry as a group sees it. */
interface GroupedEntry {
  /** Without its time and level. */
  readonly message: string;
  readonly line: number;
  readonly milliseconds: number | undefined;
}

/** The log is looked at in this many sections, for how a group is spread over it. */
const SECTIONS = 5;
/** The most words of an entry, and values of one of them, that are looked at. */
const MOST_WORDS = 30;
const MOST_VALUES = 200;
/** How many of what differs are told, and how much of a value, in UTF-16 code units. */
const TOLD = 4;
const TOLD_VALUE = 40;

/** Entries of a log that say the same, and what differs between them. */
export class FoldedGroup {
  lastLine = 0;
  #count = 0;
  readonly #lineCount: number;
  readonly #sections = Array.from({ length: SECTIONS }, () => 0);
  /** By the place of a word. */
  readonly #values: Values[] = [];
  #firstTime: number | undefined;
  #lastTime: number | undefined;

  /** @param lineCount of the log */
  constructor(lineCount: number) {
    this.#lineCount = lineCount;
  }

  add({ message, line, milliseconds }: GroupedEntry): void {
    this.#count++;
    this.lastLine = line;
    this.#firstTime ??= milliseconds;
    this.#lastTime = milliseconds ?? this.#lastTime;
    const section = Math.min(Math.floor(((line - 1) * SECTIONS) / this.#lineCount), SECTIONS - 1);
    this.#sections[section] = (this.#sections[section] ?? 0) + 1;
    for (const [index, word] of message.split(/\s+/, MOST_WORDS).entries()) {
      (this.#values[index] ??= new Values()).add(word);
    }
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
    const varied = this.#values
      .filter(({ distinct }) => distinct > 1)
      .sort((one, other) => one.distinct - other.distinct)
      .slice(0, TOLD)
      .map((values) => values.inWords());
    return [
      `… ${number.format(others)} more like it, the last at line ${String(this.lastLine + above)}${pace}`,
      `in the fifths of the log: ${this.#sections.map((count) => number.format(count)).join(', ')}`,
      ...(varied.length === 0 ? [] : [`what differs: ${varied.join('; ')}`]),
    ].join('; ');
  }
}

const number = new Intl.NumberFormat('en-US');

/** What one word of a group is from entry to entry. */
class Values {
  readonly #counts = new Map<string, number>();
  #isMore = false;
  #least = Infinity;
  #most = -Infinity;
  #areNumbers = true;

  get distinct(): number {
    return this.#counts.size + (this.#isMore ? 1 : 0);
  }

  add(word: string): void {
    const digits = /^\D{0,20}?((?:(?<!\w)-)?\d{1,15}(?:\.\d{1,9})?)\D{0,5}$/.exec(word.slice(0, 60))?.[1];
    if (digits === undefined) this.#areNumbers = false;
    else {
      this.#least = Math.min(this.#least, Number(digits));
      this.#most = Math.max(this.#most, Number(digits));
    }
    const value = word.slice(0, TOLD_VALUE);
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MOST_VALUES) this.#counts.set(value, (count ?? 0) + 1);
    else this.#isMore = true;
  }

  /** "3 values, most often worker-3 (12)", "more than 200 values, from 1 to 999". */
  inWords(): string {
    const many = this.#isMore ? `more than ${String(MOST_VALUES)}` : String(this.#counts.size);
    const range = this.#areNumbers ? `, from ${String(this.#least)} to ${String(this.#most)}` : '';
    const [first] = [...this.#counts].sort(([, one], [, other]) => other - one);
    const often =
      first !== undefined && !this.#isMore ? `, most often ${first[0]} (${number.format(first[1])})` : '';
    return `${many} values${range}${often}`;
  }
}

function inSeconds(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  return milliseconds < 120_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${(milliseconds / 60_000).toFixed(0)} min`;
}
