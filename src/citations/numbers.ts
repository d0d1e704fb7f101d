import { HAN, HAN_GROUPS, HAN_TIMES, TIMES, UNITS, WORDS } from './numberWords.js';

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
  /** Whether it is a word, as in "three". */
  readonly isWord: boolean;
}

/** Digits, with what may stand between them. */
const DIGITS = /\d{1,3}(?:[ \u00a0\u2009\u202f'’_]\d{3}){1,5}(?!\d)|\d+(?:[.,:]\d+){0,6}/g;
const BEHIND = /^[ \u00a0-]?(%|[\p{L}]{1,14})\.?(?:[ \u00a0-]([\p{L}]{1,14}))?/u;
const HAN_NUMBER = /[零〇一二两兩三四五六七八九十百千万萬亿億]{1,12}/g;
const LONGEST = 40;
const MAY_BE_WORD = /[\p{L}]{2,12}/gu;

/** All numbers of a text, in digits and in words (English, German, Chinese). */
export function numbersIn(text: string): readonly NumberIn[] {
  const digits = westernDigits(text);
  return [...digitNumbers(digits), ...wordNumbers(text), ...hanNumbers(text)];
}

function* digitNumbers(text: string): Generator<NumberIn> {
  for (const { 0: token, index } of text.matchAll(DIGITS)) {
    if (token.length > LONGEST) continue;
    const behind = BEHIND.exec(text.slice(index + token.length, index + token.length + 32));
    const [all = '', first = '', second = ''] = behind ?? [];
    const times = TIMES[first] ?? 1;
    const unit = times === 1 ? first : second;
    const isMultiplied = times !== 1;
    yield {
      text:
        isMultiplied && !all.startsWith('%')
          ? `${token}${all.slice(0, all.indexOf(first) + first.length)}`
          : token,
      at: index,
      readings: readingsOf(token, times, unit, /^[ap]\.?m\b/i.test(`${first} ${second}`) ? first : ''),
      isWord: false,
    };
  }
}

function readingsOf(token: string, times: number, unit: string, halfDay: string): string[] {
  const readings = new Set<string>();
  if (token.includes(':')) {
    const parts = token.split(':').map(Number);
    for (let count = 2; count <= parts.length; count++) readings.add(`c${parts.slice(0, count).join(':')}`);
    const [hours = 0, ...others] = parts;
    if (halfDay.toLowerCase().startsWith('p') && hours < 12)
      readings.add(`c${[hours + 12, ...others].join(':')}`);
    return [...readings];
  }
  const parts = token.split(/[.,]/);
  if (
    token.includes('.') &&
    !token.includes(',') &&
    parts.length > 2 &&
    !/^\d{1,3}(?:\.\d{3})+$/.test(token)
  ) {
    readings.add(`v${parts.map(Number).join('.')}`);
    // A date such as 12.03.2024.
    if (parts.length === 3 && parts.some((part) => part.length === 4))
      for (const part of parts) readings.add(valueOf(Number(part)));
    return [...readings];
  }
  for (const value of valuesOf(token)) {
    const multiplied = value * times;
    readings.add(valueOf(multiplied));
    const [base, factors] = UNITS.get(unit) ?? UNITS.get(unit.toLowerCase()) ?? ['', []];
    for (const factor of factors) readings.add(base + valueOf(multiplied * factor));
    if (halfDay !== '' && value <= 12) readings.add(`c${String(value + (/^p/i.test(halfDay) ? 12 : 0))}:0`);
  }
  return [...readings];
}

/** What digits with points and commas may be: 1,234 is one number here and another there. */
function valuesOf(token: string): readonly number[] {
  if (/^\d+$/.test(token)) return [Number(token)];
  if (/[ \u00a0\u2009\u202f'’_]/.test(token)) return [Number(token.replace(/\D/g, ''))];
  const isGrouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.test(token);
  const separators = token.replace(/\d/g, '');
  const decimal = separators.length === 1 ? [Number(token.replace(',', '.'))] : [];
  if (!isGrouped) {
    if (decimal.length > 0) return decimal;
    // A list such as 3,4,5.
    return token.split(/[.,]/).map(Number);
  }
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
  return String(Number(value.toPrecision(10)));
}

function* wordNumbers(text: string): Generator<NumberIn> {
  let before: { readonly value: number; readonly end: number } | undefined;
  for (const { 0: word, index } of text.matchAll(MAY_BE_WORD)) {
    const value = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (value === undefined) continue;
    const end = index + word.length;
    const [, first = '', second = ''] = BEHIND.exec(text.slice(end, end + 32)) ?? [];
    const times = TIMES[first] ?? 1;
    const readings = readingsOf(String(value), times, times === 1 ? first : second, '');
    // "twenty-five"
    if (before !== undefined && before.value >= 20 && value < 10 && index - before.end === 1)
      readings.push(valueOf((before.value + value) * times));
    yield { text: word, at: index, readings, isWord: true };
    before = { value, end };
  }
}

function* hanNumbers(text: string): Generator<NumberIn> {
  for (const { 0: token, index } of text.matchAll(HAN_NUMBER)) {
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
    // 万 alone only makes the digits before it larger.
    if (/^[万萬亿億千百]/.test(token)) continue;
    yield { text: token, at: index, readings: [valueOf(whole + group + (digit ?? 0))], isWord: true };
  }
}

/** Arabic and Persian digits, and those of full width, as Western ones, at the same places. */
function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹０-９]/g, (digit) =>
    String(
      DIGIT_ZEROS.reduce((value, zero) => {
        const distance = digit.charCodeAt(0) - zero;
        return distance >= 0 && distance < 10 ? distance : value;
      }, 0),
    ),
  );
}

const DIGIT_ZEROS = [0x0660, 0x06f0, 0xff10] as const;
