import { Breath } from '../common/breath.js';
import type { Block } from '../text/blocks.js';
import { wordsOf } from '../text/words.js';
import { claimsOf, type Claim } from './claims.js';
import { numbersIn } from './numbers.js';
import { countedBehind, keysIn } from './terms.js';

export interface Checked {
  readonly check: 'found' | 'notFound' | 'nothingToCheck';
  /** What was not found, as the sentence has it. */
  readonly missing: readonly string[];
}

/** `--dry-run`, in small letters. */
const OPTION = /(?<![\w-])--[a-z][\w-]*/;

/** A piece of text in which claims are looked up, read once. */
class Evidence {
  readonly #raw: string;
  readonly #text: string;
  #numbers: ReadonlySet<string> | undefined;
  #values: ReadonlyMap<string, readonly number[]> | undefined;
  #countedKeys: ReadonlySet<string> | undefined;
  #foundKeys: ReadonlySet<string> | undefined;
  #foundWords: ReadonlySet<string> | undefined;
  #foundOptions: ReadonlySet<string> | undefined;

  constructor(text: string) {
    this.#raw = text;
    this.#text = flat(text);
  }

  has(claim: Claim): boolean {
    switch (claim.kind) {
      case 'number':
        return (
          claim.readings.some((reading) => this.#readings().has(reading)) ||
          this.#isNear(claim) ||
          (claim.counted.length > 0 && claim.counted.every((key) => !this.#counted().has(key)))
        );
      case 'month':
        return this.#months().has(claim.month) || claim.names.some((name) => this.#words().has(name));
      case 'name':
        return (
          (!claim.text.startsWith('--') && this.#text.includes(flat(claim.text))) ||
          claim.text.split(/\s+/).every((word) => this.#hasWord(word))
        );
    }
  }

  #hasWord(word: string): boolean {
    // The parts of an option say nothing, and a longer one is another.
    const option = OPTION.exec(flat(word))?.[0];
    if (option !== undefined) return this.#options().has(option);
    return partsOf(word).every((part) => this.#hasPart(part));
  }

  #hasPart(part: string): boolean {
    const numbers = numbersIn(part);
    if (numbers.length > 0)
      return numbers.every(({ readings }) => readings.some((one) => this.#readings().has(one)));
    return [...wordsOf(part)].every((word) => this.#keys().has(word));
  }

  #isNear({ written, tolerance }: Claim & { kind: 'number' }): boolean {
    if (tolerance === 0) return false;
    const values = (this.#values ??= valuesByBase(this.#readings()));
    return written.flatMap(split).some(({ base, value }) => {
      const near = firstFrom(values.get(base) ?? [], value * (1 - tolerance));
      return near !== undefined && near <= value * (1 + tolerance);
    });
  }

  /** What the text counts. */
  #counted(): ReadonlySet<string> {
    return (this.#countedKeys ??= new Set(
      numbersIn(this.#raw).flatMap((number) => countedBehind(this.#raw, number)),
    ));
  }

  #readings(): ReadonlySet<string> {
    return (this.#numbers ??= new Set(numbersIn(this.#raw).flatMap(({ readings }) => readings)));
  }

  #keys(): ReadonlySet<string> {
    return (this.#foundKeys ??= keysIn(this.#raw));
  }

  #options(): ReadonlySet<string> {
    return (this.#foundOptions ??= new Set(
      Array.from(this.#text.matchAll(new RegExp(OPTION.source, 'g')), ([all]) => all),
    ));
  }

  /** Those of dates in digits. */
  #months(): ReadonlySet<number> {
    const dates = this.#raw.matchAll(/\d{4}[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})?[-/.]?\d{4}/g);
    return new Set(Array.from(dates).flatMap((date) => date.slice(1).map(Number)));
  }

  #words(): ReadonlySet<string> {
    return (this.#foundWords ??= new Set(this.#text.match(/\p{L}+/gu)));
  }
}

/**
 * Looks up every number, date, version, quoted string and identifier of a sentence in a text, without a model. Numbers
 * are found in any notation and unit, words in any inflection, and a name also if its parts are.
 *
 * @param around what is said above the text: its title, headings, the head of a table
 */
export function checkSentence(sentence: string, text: string, around: string): Checked {
  const claims = claimsOf(sentence);
  const evidence = new Evidence(`${around}\n${text}`);
  return checked(claims, (claim) => !evidence.has(claim));
}

/** How much is read at once where it may be anywhere, in UTF-16 code units. */
const AT_ONCE = 20_000;

/**
 * Looks up what some sentences claim in all of a text, which is read once, and only as far as something is missing.
 *
 * @param around see `checkSentence`
 * @throws the signal's reason
 */
export async function checkInAll(
  sentences: readonly string[],
  {
    text,
    blocks,
    around,
  }: { readonly text: string; readonly blocks: readonly Block[]; readonly around: string },
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const claims = sentences.map(claimsOf);
  const breath = new Breath(signal);
  const begin = new Evidence(around);
  let missing = claims.flat().filter((claim) => !begin.has(claim));
  for (let index = 0; index < blocks.length && missing.length > 0;) {
    const from = blocks[index]?.from ?? 0;
    let to = from;
    for (; index < blocks.length && to - from < AT_ONCE; index++) to = blocks[index]?.to ?? to;
    const evidence = new Evidence(text.slice(from, to));
    missing = missing.filter((claim) => !evidence.has(claim));
    if (breath.isDue((to - from) * 8)) await breath.take();
  }
  const left = new Set(missing);
  return claims.map((own) => checked(own, (claim) => left.has(claim)));
}

function checked(claims: readonly Claim[], isMissing: (claim: Claim) => boolean): Checked {
  const missing = claims.filter(isMissing).map((claim) => claim.text);
  if (claims.length === 0) return { check: 'nothingToCheck', missing };
  return { check: missing.length === 0 ? 'found' : 'notFound', missing };
}

/** In small letters, with plain quotation marks and single blanks; without the sign of an emphasis. */
function flat(text: string): string {
  return text
    .toLowerCase()
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[*`\u00ad\u200b\u200e\u200f]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The words of a name: `Parser.parseHeader` has parser, parse and header. */
function partsOf(name: string): readonly string[] {
  const parts = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\d+(?:[.,:]\d+)*/gu) ?? [];
  return parts.length === 0 ? [flat(name)] : parts.map((part) => part.toLowerCase());
}

interface ReadValue {
  readonly base: string;
  readonly value: number;
}

function split(reading: string): ReadValue[] {
  const match = /^([A-Za-z]?)(\d+(?:\.\d+)?)$/.exec(reading);
  return match === null ? [] : [{ base: match[1] ?? '', value: Number(match[2]) }];
}

/** The values of readings in ascending order. */
function valuesByBase(readings: ReadonlySet<string>): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, number[]>();
  for (const { base, value } of [...readings].flatMap(split)) {
    const own = values.get(base);
    if (own === undefined) values.set(base, [value]);
    else own.push(value);
  }
  for (const own of values.values()) own.sort((one, other) => one - other);
  return values;
}

/** The first of some values in ascending order that is not below another one. */
function firstFrom(values: readonly number[], least: number): number | undefined {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] ?? 0) < least) from = middle + 1;
    else to = middle;
  }
  return values[from];
}
