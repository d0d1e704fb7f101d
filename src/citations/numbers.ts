import { MONTH_NUMBERS } from './months.js';
import { HAN, HAN_GROUPS, HAN_TIMES, ORDINALS, TIMES, UNITS, WORDS } from './numberWords.js';

/** A number in a text. */
export interface NumberIn {
  /** As it stands there, with what makes it larger: "1.5 million". */
  readonly text: string;
  readonly at: number;
  /**
   * What it may mean: its value, the value in base units ("90 s" and "1.5 min" are both `s90`), a time of day, a version.
   * Two numbers are the same if they have one of these in common.
   */
  readonly readings: readonly string[];
  /**
   * In digits, in words ("three"), or loose: what else may be meant, such as one of several or a share of one ("the
   * third", "a third"), a month, or a part of what looks like one number.
   */
  readonly kind: 'digits' | 'words' | 'loose';
}

/** Digits, with what may stand between them. */
const DIGITS = /\d{1,3}(?:[ \u00a0\u2009\u202f'’_]\d{3}){1,5}(?!\d)|\d+(?:[.,:]\d+){0,6}/g;
/** The words behind a number that may be its unit. */
const BEHIND = /^[ \u00a0-]?(%|[\p{L}³]{1,14})\.?(?:[ \u00a0-]([\p{L}³]{1,14}))?/u;
/** A unit may stand behind the last of several: "31 to 52.5 seconds", "5 and 7 MB". */
const NEXT = /^[ \u00a0]?(?:to|and|or|bis|und|oder|až|à|[–,-])[ \u00a0]?[\d.,]{1,12}(?=[ \u00a0%\p{L}-])/u;
const HALF_DAY = /^[ \u00a0]?([ap])\.? ?m\b/i;
const AFTERNOON = /(?:下午|晚上|傍晚)$/;
const HAN_NUMBER = /[零〇一二两兩三四五六七八九十百千万萬亿億]{1,12}/g;
const HAN_CLOCK =
  /(\d{1,2}|[一二三四五六七八九十]{1,3})[点點时時](?:(半)|(\d{1,2}|[零一二三四五六七八九十]{1,3})分?)?/g;
const LONGEST = 40;
const MOST_HOURS = 24;
const AN_HOUR = /\b(?:an|one|1) hour,? (?:and )?$/i;
const WORD = /[\p{L}]{2,12}/gu;
/** What may stand between the parts of a duration: "3 h 15 min". */
const BETWEEN_PARTS = 14;

/** All numbers of a text, in digits and in words (English, German, Chinese). */
export function numbersIn(text: string): readonly NumberIn[] {
  const digits = westernDigits(text);
  return [
    ...withDurations([...digitNumbers(digits)]),
    ...wordNumbers(text),
    ...hanNumbers(text),
    ...hanClocks(text),
  ];
}

function* digitNumbers(text: string): Generator<NumberIn> {
  for (const { 0: token, index } of text.matchAll(DIGITS)) {
    if (token.length > LONGEST) continue;
    const rest = text.slice(index + token.length, index + token.length + 48);
    const [multiplier, unit] = unitOf(rest);
    const isLater =
      HALF_DAY.exec(rest)?.[1]?.toLowerCase() === 'p' ||
      AFTERNOON.test(text.slice(Math.max(0, index - 2), index));
    const readings = readingsOf(token, TIMES[multiplier] ?? 1, { unit, isLater });
    const seconds = readings.find((one) => one.startsWith('s'));
    if (seconds !== undefined && AN_HOUR.test(text.slice(Math.max(0, index - 14), index)))
      readings.push(`s${valueOf(Number(seconds.slice(1)) + 3600)}`);
    const words = rest.slice(0, rest.indexOf(multiplier) + multiplier.length);
    yield { text: multiplier === '' ? token : token + words, at: index, readings, kind: 'digits' };
    // No time of day, but the place of a line, or a year before one; in tables and lists, separators have no blanks.
    const isPlace =
      token.includes(':') && (text.charAt(index - 1) === ':' || Number.parseInt(token, 10) > MOST_HOURS);
    if (isPlace || /[, ]/.test(token))
      for (const piece of token.split(isPlace ? /[:, ]/ : /[, ]/))
        yield { text: piece, at: index, readings: readingsOf(piece, 1, {}), kind: 'loose' };
  }
}

/** What makes a number larger, and its unit, as far as there are any behind it. */
function unitOf(rest: string): readonly [multiplier: string, unit: string] {
  const [, first = '', second = ''] = BEHIND.exec(rest) ?? [];
  // Chinese has no blanks behind a unit.
  for (const word of [first, first.slice(0, 2), first.slice(0, 1)]) {
    const isWhole = word === first;
    if (!isWhole && !/\p{Script=Han}/u.test(word)) break;
    if (Object.hasOwn(TIMES, word)) return [word, isWhole ? second : first.slice(word.length)];
    if (UNITS.has(word) || UNITS.has(word.toLowerCase())) return ['', word];
  }
  const next = NEXT.exec(rest)?.[0];
  if (next === undefined) return ['', ''];
  const [, unit = ''] = BEHIND.exec(rest.slice(next.length)) ?? [];
  return ['', unit];
}

function readingsOf(
  token: string,
  times: number,
  { unit = '', isLater = false }: { readonly unit?: string; readonly isLater?: boolean },
): string[] {
  const readings = new Set<string>();
  if (token.includes(':')) {
    const parts = token.split(':').map(Number);
    const [hours = 0, ...others] = parts;
    // Ten in the morning.
    if (others.every((part) => part === 0)) readings.add(valueOf(hours));
    for (let count = 2; count <= parts.length; count++) {
      readings.add(clock(parts.slice(0, count)));
      if (isLater && hours < 12) readings.add(clock([hours + 12, ...others].slice(0, count)));
    }
    return [...readings];
  }
  const parts = token.split(/[.,]/);
  if (!token.includes(',') && parts.length > 2 && !/^\d{1,3}(?:\.\d{3})+$/.test(token)) {
    readings.add(`v${parts.map(Number).join('.')}`);
    // A date such as 12.03.2024.
    if (parts.length === 3 && parts.some((part) => part.length === 4))
      for (const part of parts) readings.add(valueOf(Number(part)));
    return [...readings];
  }
  for (const value of valuesOf(token)) {
    const multiplied = value * times;
    readings.add(valueOf(multiplied));
    for (const [base, factors] of UNITS.get(unit) ?? UNITS.get(unit.toLowerCase()) ?? [])
      for (const factor of factors) readings.add(base + valueOf(multiplied * factor));
    if (isLater && value < 12) readings.add(clock([value + 12, 0]));
  }
  return [...readings];
}

function clock(parts: readonly number[]): string {
  return `c${parts.join(':')}`;
}

/** What digits with points and commas may be: 1,234 is one number here and another there. */
function valuesOf(token: string): readonly number[] {
  if (/^\d+$/.test(token)) return [Number(token)];
  if (/[ \u00a0\u2009\u202f'’_]/.test(token)) return [Number(token.replace(/\D/g, ''))];
  const isGrouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.test(token);
  const separators = token.replace(/\d/g, '');
  const decimal = separators.length === 1 ? [Number(token.replace(',', '.'))] : [];
  if (!isGrouped) return decimal;
  const last = separators.at(-1) ?? '';
  const isMixed = new Set(separators).size > 1;
  const whole = isMixed
    ? token.slice(0, token.lastIndexOf(last)).replace(/\D/g, '')
    : token.replace(/\D/g, '');
  const fraction = isMixed ? `.${token.slice(token.lastIndexOf(last) + 1)}` : '';
  return [Number(whole + fraction), ...decimal];
}

/** The same value is always written in the same way. */
export function valueOf(value: number): string {
  // Most numbers are whole, and there are many in a long text.
  if (Number.isInteger(value) && value < 1e10) return String(value);
  return String(Number(value.toPrecision(10)));
}

/** Parts of a duration that stand side by side may mean their sum: "3 h 15 min" is 195 minutes. */
function withDurations(numbers: readonly NumberIn[]): readonly NumberIn[] {
  const seconds = ({ readings }: NumberIn): number =>
    Number(readings.find((one) => one.startsWith('s'))?.slice(1));
  return numbers.map((number, index) => {
    const isPartOf = (one: NumberIn, other: NumberIn): boolean =>
      other.at - one.at - one.text.length <= BETWEEN_PARTS && seconds(one) > seconds(other);
    const [before, after] = [numbers[index - 1], numbers[index + 1]];
    const sums = [
      ...(before !== undefined && isPartOf(before, number) ? [seconds(before) + seconds(number)] : []),
      ...(after !== undefined && isPartOf(number, after) ? [seconds(number) + seconds(after)] : []),
    ];
    return sums.length === 0
      ? number
      : { ...number, readings: [...number.readings, ...sums.map((sum) => `s${valueOf(sum)}`)] };
  });
}

function* wordNumbers(text: string): Generator<NumberIn> {
  let group: { readonly at: number; end: number; whole: number; part: number } | undefined;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const name = word.toLowerCase();
    const month = MONTH_NUMBERS.get(name);
    const loose = [
      ...(Object.hasOwn(ORDINALS, name) ? (ORDINALS[name] ?? []) : []),
      ...(month === undefined ? [] : [month]),
    ];
    if (loose.length > 0) yield { text: word, at: index, readings: loose.map(valueOf), kind: 'loose' };
    const value = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    const times = Object.hasOwn(TIMES, name) && name.length > 2 ? TIMES[name] : undefined;
    const isJoined = group !== undefined && /^(?: |-| and |und)$/.test(text.slice(group.end, index));
    // "A hundred", "two thousand and twenty-five".
    if (
      value !== undefined ||
      (times !== undefined && (isJoined || /\ba $/i.test(text.slice(Math.max(0, index - 3), index))))
    ) {
      if (!isJoined && group !== undefined) yield numberOf(group, text);
      group = isJoined && group !== undefined ? group : { at: index, end: index, whole: 0, part: 0 };
      if (times === undefined) group.part += value ?? 0;
      else if (times === 100) group.part = (group.part === 0 ? 1 : group.part) * times;
      else {
        group.whole += (group.part === 0 ? 1 : group.part) * times;
        group.part = 0;
      }
      group.end = index + word.length;
    } else if (group !== undefined && name !== 'and' && name !== 'und') {
      yield numberOf(group, text);
      group = undefined;
    }
  }
  if (group !== undefined) yield numberOf(group, text);
}

function numberOf(
  {
    at,
    end,
    whole,
    part,
  }: { readonly at: number; readonly end: number; readonly whole: number; readonly part: number },
  text: string,
): NumberIn {
  const rest = text.slice(end, end + 48);
  const value = whole + part + (rest.startsWith(' and a half') ? 0.5 : 0);
  const readings = readingsOf(String(value), 1, { unit: unitOf(rest)[1] });
  return { text: text.slice(at, end), at, readings, kind: 'words' };
}

function* hanNumbers(text: string): Generator<NumberIn> {
  for (const { 0: token, index } of text.matchAll(HAN_NUMBER)) {
    // 万 alone only makes the digits before it larger.
    if (/^[万萬亿億千百]/.test(token)) continue;
    const unit = unitOf(text.slice(index + token.length, index + token.length + 8))[1];
    const readings = readingsOf(String(hanValue(token)), 1, { unit });
    yield { text: token, at: index, readings, kind: 'words' };
  }
}

/** Times of day such as 三点半, 22点14分. */
function* hanClocks(text: string): Generator<NumberIn> {
  for (const { 0: token, 1: hours = '', 2: half, 3: minutes = '0', index } of text.matchAll(HAN_CLOCK)) {
    const value = (digits: string): number => (/\d/.test(digits) ? Number(digits) : hanValue(digits));
    const parts = [value(hours), half === undefined ? value(minutes) : 30];
    const isLater = AFTERNOON.test(text.slice(Math.max(0, index - 2), index));
    const readings = [clock(parts), ...(isLater ? [clock([value(hours) + 12, parts[1] ?? 0])] : [])];
    yield { text: token, at: index, readings, kind: 'loose' };
  }
}

function hanValue(token: string): number {
  let whole = 0;
  let group = 0;
  let digit: number | undefined;
  for (const sign of token) {
    const times = HAN_TIMES[sign];
    const groups = HAN_GROUPS[sign];
    if (times !== undefined) {
      group += (digit ?? 1) * times;
      digit = undefined;
    } else if (groups !== undefined) {
      whole += (group + (digit ?? 0) || 1) * groups;
      group = 0;
      digit = undefined;
    } else digit = (digit === undefined ? 0 : digit * 10) + (HAN[sign] ?? 0);
  }
  return whole + group + (digit ?? 0);
}

/** Arabic and Persian digits, and those of full width, as Western ones, at the same places. */
function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹０-９]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = DIGIT_ZEROS.find((first) => code >= first && code < first + 10) ?? code;
    return String(code - zero);
  });
}

const DIGIT_ZEROS = [0x0660, 0x06f0, 0xff10] as const;
