/** An entry as a group sees it. */
interface GroupedEntry {
  /** Without its time and level. */
  readonly message: string;
  /** See `Told`. */
  readonly kind: string;
  readonly line: number;
  readonly milliseconds: number | undefined;
}

/** The entries of a group that have the same words. */
export interface Kind {
  count: number;
  lastLine: number;
}

/** Fewer entries than this are kept as they are. */
const FOLD_FROM = 4;
/** If more entries of a group have rare words than this, these are names and the like, which differ anyway. */
const MOST_RARE = 10;
const MOST_KINDS = 100;
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
  #count = 0;
  #lastLine = 0;
  readonly #lineCount: number;
  readonly #sections = Array.from({ length: SECTIONS }, () => 0);
  /** By the place of a word. */
  readonly #values: Values[] = [];
  /** Undefined where there are too many to be kinds. */
  #kinds: Map<string, Kind> | undefined = new Map();
  #foundRare: Kind | undefined;
  #firstTime: number | undefined;
  #lastTime: number | undefined;

  /** @param lineCount of the log */
  constructor(lineCount: number) {
    this.#lineCount = lineCount;
  }

  /** @returns its kind, if that is told apart */
  add({ message, kind, line, milliseconds }: GroupedEntry): Kind | undefined {
    this.#count++;
    this.#lastLine = line;
    this.#firstTime ??= milliseconds;
    this.#lastTime = milliseconds ?? this.#lastTime;
    const section = Math.min(Math.floor(((line - 1) * SECTIONS) / this.#lineCount), SECTIONS - 1);
    this.#sections[section] = (this.#sections[section] ?? 0) + 1;
    for (const [index, word] of message.split(/\s+/, MOST_WORDS).entries()) {
      (this.#values[index] ??= new Values()).add(word);
    }
    return this.#addKind(kind, line);
  }

  #addKind(name: string, line: number): Kind | undefined {
    if (this.#kinds === undefined) return undefined;
    const kind = this.#kinds.get(name) ?? { count: 0, lastLine: 0 };
    kind.count++;
    kind.lastLine = line;
    this.#kinds.set(name, kind);
    if (this.#kinds.size > MOST_KINDS) this.#kinds = undefined;
    return kind;
  }

  /**
   * Whether an entry of this kind is kept as it is: all of a small group are, and the few whose words are rare in a
   * large one. To be asked when all entries are added.
   */
  isKept(kind: Kind | undefined): boolean {
    const { count } = this.#rare();
    return this.#count - count < FOLD_FROM || (count > 0 && kind !== undefined && kind.count < FOLD_FROM);
  }

  /** The line of the last entry that is not kept. */
  get lastLine(): number {
    return this.#rare().lastLine;
  }

  #rare(): Kind {
    return (this.#foundRare ??= this.#findRare());
  }

  /** How many entries are rare, and the last line of the others. */
  #findRare(): Kind {
    const kinds = [...(this.#kinds?.values() ?? [])];
    const isRare = ({ count }: Kind): boolean => count < FOLD_FROM;
    const count = kinds.filter(isRare).reduce((sum, kind) => sum + kind.count, 0);
    if (count === 0 || count > MOST_RARE) return { count: 0, lastLine: this.#lastLine };
    const lastLine = kinds
      .filter((kind) => !isRare(kind))
      .reduce((most, kind) => Math.max(most, kind.lastLine), 0);
    return { count, lastLine };
  }

  /**
   * How many others there are, where, how they are spread, and what differs. Those that are kept are only in the
   * spread.
   *
   * @param above added to lines
   */
  inWords(above: number): string {
    const others = this.#count - 1 - this.#rare().count;
    const took = (this.#lastTime ?? 0) - (this.#firstTime ?? 0);
    const pace = took > 0 ? `, every ${inSeconds(took / (this.#count - 1))} on average` : '';
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
