/** Entries that say the same, apart from numbers, names and the like. */
export interface Template {
  /** Its words; what differs between entries is `*`. */
  words: string[];
  count: number;
  firstLine: number;
  lastLine: number;
}

/** What an entry says. */
export interface Told {
  readonly template: Template;
  /** Its own words, without numbers and the like; others of its template may have others. */
  readonly kind: string;
}

/** What stands for a part that differs. */
const WILD = '*';
const MOST_WORDS = 30;
/** Entries are alike if at least this share of their words is. */
const ALIKE = 0.6;
/**
 * The most templates that an entry is compared with, and the most in all; what is new beyond them is not told apart.
 */
const MOST_COMPARED = 40;
const MOST_TEMPLATES = 4000;
const MOST_KNOWN = 50_000;

/**
 * Sorts the entries of a log into templates in the manner of Drain (He et al. 2017): by their number of words, their
 * first words, and then by how many words are alike.
 */
export class LogTemplates {
  readonly #known = new Map<string, Template>();
  readonly #leaves = new Map<string, Template[]>();
  #count = 0;
  #different = 0;

  /** How many entries had words of their own, without numbers and the like; beyond a limit, others count again. */
  get different(): number {
    return this.#different;
  }

  /**
   * Counts an entry; `message` is without its time and level.
   *
   * @param same what all entries of a template have, such as the lines below the first
   * @returns undefined if there were too many templates to tell it apart, so that it went to any
   */
  add(message: string, line: number, same = ''): Told | undefined {
    const words = same === '' ? wordsOf(message) : [wordsOf(same).join(' '), ...wordsOf(message)];
    const kind = words.join(' ');
    const known = this.#known.get(kind);
    if (known === undefined) this.#different++;
    const { template, isLike } =
      known === undefined ? this.#find(words, line) : { template: known, isLike: true };
    if (isLike && this.#known.size < MOST_KNOWN) this.#known.set(kind, template);
    template.count++;
    template.lastLine = line;
    return isLike ? { template, kind } : undefined;
  }

  /** In the order of their first entries. */
  all(): readonly Template[] {
    return [...this.#leaves.values()].flat().sort((one, other) => one.firstLine - other.firstLine);
  }

  #find(words: string[], line: number): { readonly template: Template; readonly isLike: boolean } {
    const isFull = this.#count >= MOST_TEMPLATES;
    const leaf = isFull ? 'more' : `${String(words.length)} ${words[0] ?? ''}`;
    const templates = this.#leaves.get(leaf) ?? [];
    this.#leaves.set(leaf, templates);
    const alike = templates.find((template) => isFull || isAlike(template.words, words));
    if (alike !== undefined) {
      alike.words = alike.words.map((word, index) => (word === words[index] ? word : WILD));
      return { template: alike, isLike: !isFull };
    }
    if (templates.length >= MOST_COMPARED) {
      const [first] = templates;
      if (first !== undefined) return { template: first, isLike: false };
    }
    this.#count++;
    const template = { words: isFull ? ['others'] : words, count: 0, firstLine: line, lastLine: line };
    templates.push(template);
    return { template, isLike: !isFull };
  }
}

function isAlike(template: readonly string[], words: readonly string[]): boolean {
  let alike = 0;
  for (const [index, word] of words.entries()) if (template[index] === word) alike++;
  return alike >= words.length * ALIKE;
}

/** Words with what differs from entry to entry folded: numbers, ids, hex, addresses, paths, quoted text. */
export function wordsOf(message: string): string[] {
  return message
    .replace(/"[^"]{1,200}"|'[^']{1,200}'/g, WILD)
    .split(/\s+/, MOST_WORDS)
    .filter((word) => word !== '')
    .map((word) => {
      const value = /^([A-Za-z_][\w.-]{0,40}[=:])./.exec(word)?.[1];
      if (value !== undefined && isVariable(word.slice(value.length))) return `${value}${WILD}`;
      if (!isVariable(word)) return word;
      const before = /^[[({<"']/.exec(word)?.[0] ?? '';
      const behind = /[,;:.)\]}>"']{1,2}$/.exec(word.slice(1))?.[0] ?? '';
      return `${before}${WILD}${behind}`;
    });
}

function isVariable(word: string): boolean {
  if (/^HTTP:\d{3}$/.test(word)) return false;
  return /\d|^[/~][\w./-]|[\w-]\/[\w-]+\/|^[A-Za-z]:\\|^\w+:\/\/|^[a-fA-F-]{8,}$|@\w+\./.test(word);
}
