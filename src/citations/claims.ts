import { codeIn, type Span } from './code.js';
import { MONTH_NUMBERS, MONTHS } from './months.js';
import { FACTORS, UNITS } from './numberWords.js';
import { numbersIn, valueOf, type NumberIn } from './numbers.js';
import { countedBehind } from './terms.js';

/** What of a sentence can be looked up in a text. */
export type Claim =
  | {
      readonly kind: 'number';
      readonly text: string;
      readonly readings: readonly string[];
      /** Those of the number as it is written, with its unit: only they may be rounded. */
      readonly written: readonly string[];
      /** How far the number in the text may be from it, as a share: it may be rounded, and more so if it says "about". */
      readonly tolerance: number;
      /** What is counted, if it may be a count of the writer's own, "three areas": the text need not have it. */
      readonly counted: readonly string[];
    }
  | {
      readonly kind: 'month';
      readonly text: string;
      readonly month: number;
      /** What it is called, in small letters. */
      readonly names: readonly string[];
    }
  /** Code, or an identifier, or something quoted. */
  | { readonly kind: 'name'; readonly text: string };

/** Quotation marks that open and close. */
const QUOTED =
  /“([^”“\n]{1,200})”|„([^“”„\n]{1,200})[“”]|«([^»«\n]{1,200})»|「([^」「\n]{1,200})」|『([^』『\n]{1,200})』|(?<![\p{L}\p{N}])"([^"\n]{1,200})"|(?<![\p{L}\p{N}])'([^'\n]{2,100})'(?![\p{L}\p{N}])/gu;
/** Runs without blanks. */
const RUN = /[^\s“”„«»"()[\]{}<>,;，。；：、「」『』（）]{2,120}/gu;
/** Names of products look like identifiers and are seldom in a text that is written with them. */
const PRODUCTS =
  /^(?:JavaScript|TypeScript|(?:Node|Next|Vue|React|Express)\.js|GitHub|GitLab|PostgreSQL|MySQL|SQLite|MongoDB|GraphQL|OpenAI|macOS|iOS|WebSocket|JSON|LaTeX|YouTube|LinkedIn|DevOps|OAuth2?|IPv4|IPv6|UTF-8|HTTP\/?[123]?|HTTPS|ASCII|POSIX|ANSI|README|[A-Z]{2,6}s)$/;
/** Behind these, a number is rounded; behind the others, it is a limit, which may be exact. */
const ROUGHLY =
  /(?:about|around|roughly|nearly|almost|approximately|approx\.?|some|circa|ca\.|~|≈|etwa|rund|fast|knapp|约|大约|近|将近|حوالي|نحو|כ-?)\s{0,2}[^\p{L}\d]{0,2}$/iu;
const LIMIT =
  /(?:over|more than|less than|at least|at most|up to|under|über|mehr als|weniger als|bis zu|超过)\s{0,2}[^\p{L}\d]{0,2}$/iu;
/** What is put behind a name to describe something with it. */
const DESCRIBING =
  /-(?:based|like|style|specific|related|only|aware|driven|compatible|formatted|encoded|powered)$/;
/** "(1) one, 2) two" */
const ENUMERATED = /(?<![\p{L}\p{N}])\(?\d{1,2}\)(?=\s)/gu;
/** How far a rounded number may be from that of the text, as a share: at most, at least behind a word, and with one. */
const MOST_ROUNDED = 0.05;
const LEAST_ABOUT = 0.06;
const MOST_ROUGHLY = 0.15;
/** From here on, a number that is a word says how many there are, rather than "one" or "both". */
const LEAST_WORD = 3;
/** Up to here, a number that is a word may count what no text counts: the areas that it is about. */
const MOST_OWN = 12;

/** The numbers, dates, versions, quoted strings and identifiers of a sentence, each once. */
export function claimsOf(sentence: string): readonly Claim[] {
  const code = codeIn(sentence);
  const quoted = quotedIn(sentence);
  const names = [
    ...code.map((span) => codeText(sentence, span)),
    // American commas and points stand within the marks.
    ...quoted.map(({ name }) => name.replace(/[,.;:!?…]{1,3}$/, '')),
  ];
  const plain = blanked(sentence, [...code, ...quoted]);
  const runs = runsIn(plain);
  const identifiers = runs.filter(({ name }) => isIdentifier(name));
  const products = runs.filter(({ name }) => PRODUCTS.test(name));
  const claims = [
    ...[...names, ...identifiers.map(({ name }) => name)]
      .filter((name) => /[\p{L}\p{N}]/u.test(name))
      .map((text): Claim => ({ kind: 'name', text })),
    ...numberClaims(blanked(plain, [...identifiers, ...products, ...enumeratedIn(plain)])),
    ...monthClaims(plain),
  ];
  return [...new Map(claims.map((claim) => [`${claim.kind} ${claim.text}`, claim])).values()];
}

function monthClaims(plain: string): readonly Claim[] {
  return Array.from(plain.matchAll(/(?<!\p{L})\p{L}{3,9}(?!\p{L})/gu)).flatMap(({ 0: word, index }) => {
    const month = MONTH_NUMBERS.get(word.toLowerCase());
    // "may" is a verb more often than a month.
    if (month === undefined || !/^\p{Lu}/u.test(word) || !isBeside(plain, index, word.length)) return [];
    return [{ kind: 'month', text: word, month, names: MONTHS[month - 1] ?? [] }];
  });
}

interface NamedSpan extends Span {
  readonly name: string;
}

/** What stands between blanks, without the signs around it. */
function runsIn(plain: string): readonly NamedSpan[] {
  return Array.from(plain.matchAll(RUN), ({ 0: run, index }) => ({
    name: run.replace(/^[*_~]{1,3}|[*_~.:!?]{1,4}$/g, '').replace(DESCRIBING, ''),
    from: index,
    to: index + run.length,
  }));
}

function enumeratedIn(plain: string): readonly Span[] {
  return Array.from(plain.matchAll(ENUMERATED), ({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
}

function numberClaims(plain: string): Claim[] {
  return numbersIn(plain).flatMap((number): Claim[] => {
    const { text, at, kind, readings } = number;
    if (kind === 'loose' || (kind === 'words' && !isMany(readings))) return [];
    if (kind === 'words' && isTimeOrShare(plain, at, at + text.length)) return [];
    const isCount = kind === 'words' && isFew(readings);
    const counted = isCount ? countedBehind(plain, number) : [];
    // "All three" may be anything.
    if (isCount && counted.length === 0) return [];
    return [
      {
        kind: 'number',
        text,
        readings: [...readings, ...inPlainNumbers(readings)],
        written: readings,
        tolerance: toleranceOf(number, plain),
        counted,
      },
    ];
  });
}

/** A number is rounded to its last digit, or to its zeros if the sentence says "about". */
function toleranceOf({ text, at }: NumberIn, plain: string): number {
  const before = plain.slice(Math.max(0, at - 20), at);
  const isRough = ROUGHLY.test(before);
  const token = /^\d[\d.,'’ \u00a0\u202f]*(?![\d:])/.exec(text)?.[0].trim() ?? '';
  const isGrouped = /^\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+$/.test(token);
  const [whole = '', fraction = ''] = isGrouped ? [token.replace(/\D/g, '')] : token.split(/[.,]/);
  const value = Number(`${whole}.${fraction}`);
  const zeros = isRough && fraction === '' ? (/0*$/.exec(whole)?.[0].length ?? 0) : 0;
  const share = value > 0 ? 10 ** (zeros - fraction.length) / 2 / value : 0;
  if (isRough) return Math.max(LEAST_ABOUT, Math.min(share, MOST_ROUGHLY));
  return LIMIT.test(before) ? LEAST_ABOUT : Math.min(share, MOST_ROUNDED);
}

/** "A quarter to three", "three quarters": too many ways to say it. */
function isTimeOrShare(plain: string, from: number, to: number): boolean {
  return (
    /(?:\b(?:quarter|half|minutes|[a-z]{2,9}teen|ten|five|twenty) (?:to|past|before|after) )$/i.test(
      plain.slice(Math.max(0, from - 30), from),
    ) ||
    /^ (?:quarters?|thirds?|fifths?|sixths?|eighths?|tenths?|o’clock|o'clock)\b/i.test(
      plain.slice(to, to + 12),
    )
  );
}

function isMany(readings: readonly string[]): boolean {
  return readings.some((reading) => Number(reading) >= LEAST_WORD);
}

/** Whether it may be a count of the writer's own, "four areas", rather than a measure. */
function isFew(readings: readonly string[]): boolean {
  return readings.every((reading) => Number(reading) <= MOST_OWN);
}

/** In code and in tables, a unit stands in a name or a heading, if anywhere: "90 s" may be 90, 1.5 or 90,000. */
function inPlainNumbers(readings: readonly string[]): string[] {
  return readings.flatMap((reading) => {
    const [, base = '', value = ''] = /^([sBmglh])(.+)$/.exec(reading) ?? [];
    if (base === '') return [];
    return (FACTORS.get(base) ?? []).map((factor) => valueOf(Number(value) / factor));
  });
}

/** Whether a day or a year stands next to a month. */
function isBeside(plain: string, at: number, length: number): boolean {
  return /\d/.test(plain.slice(Math.max(0, at - 8), at + length + 8));
}

/** In camel case, with an underscore, with a digit among letters, a path, an option, a call. */
function isIdentifier(name: string): boolean {
  if (PRODUCTS.test(name) || UNITS.has(name) || !/\p{L}/u.test(name)) return false;
  // The third quarter is said in many ways.
  if (/^Q[1-4]$/.test(name)) return false;
  // Flap 4D, seat 12A: no such unit.
  if (/^\d{1,4}[AC-FHIJLN-SUVX-Z]$/.test(name)) return true;
  // 5s, 20MB, 3rd, 2x; a time or a date.
  if (/^[\p{Sc}+~≈-]?\d[\d.,:'’]*(?:-?\p{L}{1,12}|%)?$/u.test(name) || /^\d{1,4}[-/.:]\d/.test(name))
    return false;
  return (
    /\p{Ll}\p{Lu}|^\p{Lu}{5,30}$|\w_\w|^--?[a-z]|[A-Za-z]\d|\d[A-Za-z]{2}|^[@./~]?[\w-]+(?:\/[\w.@-]+)+\/?$|[a-z]\.[a-z]\w/u.test(
      name,
    ) &&
    !/^(?:e\.g|i\.e|z\.b|u\.a|a\.m|p\.m)\.?$/i.test(name) &&
    !/^\p{L}+(?:\/\p{L}+)+$/u.test(name)
  );
}

function codeText(sentence: string, { from, to }: Span): string {
  return sentence.slice(from, to).replace(/^`+ ?| ?`+$/g, '');
}

function quotedIn(sentence: string): readonly NamedSpan[] {
  return Array.from(sentence.matchAll(QUOTED), (match) => ({
    // Only one of the groups is there.
    name: match.slice(1).join(''),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** The same length, so that places stay. */
function blanked(text: string, spans: readonly Span[]): string {
  const units = text.split('');
  for (const { from, to } of spans) units.fill(' ', from, to);
  return units.join('');
}
