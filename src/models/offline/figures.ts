import { inWords } from './bullets.js';

/** A number and what it counts; or words without a number. */
const FIGURE = /^(\d{1,3}(?:,\d{3})*|\d{1,15}) (\S.*)$/;
/** What every part has of its own, or all have in common: not summed. */
const NOT_SUMMED = /^(?:column|key)$/;

/**
 * Adds up figures such as "2,000 entries, 66 errors" of several parts.
 *
 * @param texts each without what stands before its colon
 */
export function summedFigures(texts: readonly string[]): string {
  const sums = new Map<string, number>();
  for (const text of texts) {
    for (const figure of text.split(', ')) {
      const [, count, what = figure] = FIGURE.exec(figure) ?? [];
      const thing = singular(what);
      const number = count === undefined ? 0 : Number(count.replaceAll(',', ''));
      const before = sums.get(thing) ?? 0;
      sums.set(thing, NOT_SUMMED.test(thing) ? Math.max(before, number) : before + number);
    }
  }
  const wentWrong = [...sums].some(([thing, count]) => count > 0 && /^(?:error|warning)$/.test(thing));
  return [...sums]
    .filter(([thing]) => !(wentWrong && thing === NOTHING_WRONG))
    .map(([thing, count]) =>
      count === 0 && !KNOWN_ZERO.test(thing)
        ? thing
        : `${inWords(count)} ${count === 1 ? thing : plural(thing)}`,
    )
    .join(', ');
}

const NOTHING_WRONG = 'no errors or warnings';
const KNOWN_ZERO = /^removed$/;

function singular(thing: string): string {
  if (thing === NOTHING_WRONG || /^[A-Z]/.test(thing)) return thing;
  return thing.replace(/^entries\b/, 'entry').replace(/^((?:more |code )?[a-z]+?)s\b/, '$1');
}

function plural(thing: string): string {
  if (/^[A-Z]/.test(thing) || thing === 'removed') return thing;
  return thing.replace(/^entry\b/, 'entries').replace(/^((?:more |code )?[a-z]+)\b(?<!ies)/, '$1s');
}
