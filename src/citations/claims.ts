import { codeIn, type Span } from './code.js';
import { MONTH_NUMBERS, MONTHS } from './months.js';
import { FACTORS, UNITS } from './numberWords.js';
import { numbersIn, valueOf } from './numbers.js';

/** What of a sentence can be looked up in a text. */
export type Claim =
  | {
      readonly kind: 'number';
      readonly text: string;
      readonly readings: readonly string[];
      /** Whether the sentence says that it is not exact: "about 1,200". */
      readonly isAbout: boolean;
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
  /^(?:JavaScript|TypeScript|GitHub|GitLab|PostgreSQL|MySQL|SQLite|MongoDB|GraphQL|OpenAI|macOS|iOS|WebSocket|JSON|LaTeX|YouTube|LinkedIn|DevOps|OAuth2?|IPv4|IPv6|UTF-8|HTTP\/?[123]?|HTTPS|ASCII|POSIX|ANSI|README|[A-Z]{2,6}s)$/;
const ABOUT =
  /(?:about|around|roughly|nearly|almost|approximately|approx\.?|over|more than|less than|at least|at most|up to|under|some|circa|ca\.|~|≈|etwa|rund|fast|knapp|über|mehr als|weniger als|bis zu|约|大约|超过|近|将近|حوالي|نحو|כ-?)\s{0,2}[^\p{L}\d]{0,2}$/iu;
/** From here on, a number that is a word says how many there are, rather than "one" or "both". */
const LEAST_WORD = 3;

/** The numbers, dates, versions, quoted strings and identifiers of a sentence, each once. */
export function claimsOf(sentence: string): readonly Claim[] {
  const code = codeIn(sentence);
  const names = [...code.map((span) => codeText(sentence, span)), ...quotedIn(sentence)];
  const plain = blanked(sentence, [...code, ...quotedSpans(sentence)]);
  const identifiers = identifiersIn(plain);
  const claims: Claim[] = [...names, ...identifiers.map(({ name }) => name)]
    .filter((name) => /[\p{L}\p{N}]/u.test(name))
    .map((text) => ({ kind: 'name', text }));
  claims.push(...numberClaims(blanked(plain, identifiers)));
  for (const { 0: word } of plain.matchAll(/\p{L}{3,9}/gu)) {
    const month = MONTH_NUMBERS.get(word.toLowerCase());
    // "may" is a verb more often than a month.
    if (month !== undefined && /^\p{Lu}/u.test(word) && isBeside(plain, word))
      claims.push({ kind: 'month', text: word, month, names: MONTHS[month - 1] ?? [] });
  }
  return [...new Map(claims.map((claim) => [`${claim.kind} ${claim.text}`, claim])).values()];
}

function identifiersIn(plain: string): readonly (Span & { readonly name: string })[] {
  return Array.from(plain.matchAll(RUN)).flatMap(({ 0: run, index }) => {
    const name = run.replace(/^[*_~]{1,3}|[*_~.:!?]{1,4}$/g, '');
    return isIdentifier(name) ? [{ name, from: index, to: index + run.length }] : [];
  });
}

function numberClaims(plain: string): Claim[] {
  return numbersIn(plain)
    .filter(({ kind, readings }) => kind === 'digits' || (kind === 'words' && isMany(readings)))
    .filter(({ kind, at, text }) => kind === 'digits' || !isTimeOrShare(plain, at, at + text.length))
    .map(({ text, at, readings }) => ({
      kind: 'number',
      text,
      readings: [...readings, ...inPlainNumbers(readings)],
      isAbout: ABOUT.test(plain.slice(Math.max(0, at - 20), at)),
    }));
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

/** In code and in tables, a unit stands in a name or a heading, if anywhere: "90 s" may be 90, 1.5 or 90,000. */
function inPlainNumbers(readings: readonly string[]): string[] {
  return readings.flatMap((reading) => {
    const [, base = '', value = ''] = /^([sBmglh])(.+)$/.exec(reading) ?? [];
    if (base === '') return [];
    return (FACTORS.get(base) ?? []).map((factor) => valueOf(Number(value) / factor));
  });
}

/** A day or a year stands beside a month. */
function isBeside(plain: string, month: string): boolean {
  const at = plain.indexOf(month);
  const around = plain.slice(Math.max(0, at - 8), at + month.length + 8);
  return /\d/.test(around);
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

function quotedIn(sentence: string): readonly string[] {
  // Only one of the groups is there.
  return Array.from(sentence.matchAll(QUOTED), (match) => match.slice(1).join(''));
}

function quotedSpans(sentence: string): readonly Span[] {
  return Array.from(sentence.matchAll(QUOTED), ({ 0: all, index }) => ({
    from: index,
    to: index + all.length,
  }));
}

/** The same length, so that places stay. */
function blanked(text: string, spans: readonly Span[]): string {
  let rest = text;
  for (const { from, to } of spans) rest = rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to);
  return rest;
}
