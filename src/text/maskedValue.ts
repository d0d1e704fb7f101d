/** What stands for a part that differs from value to value. */
const MASK = '#';

const NUMBER = /^[-+]?(?:\d{1,30}(?:[.,]\d{1,30})*|\.\d{1,30})(?:[eE][-+]?\d{1,3})?%?$/;
const UUID = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi;
/** Words that may be ids: hexadecimal, or random letters and digits. */
const MAY_BE_ID = /\b\w{8,100}\b/g;
const HEX = /^[\da-f]{8,}$/i;
/** With what was masked before. */
const DIGITS = /[-+]?[\d#][\d#.,:_]*/g;
/** What numbers are told apart by in times. */
const IN_TIMES =
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[ ,./-]{0,2}(?=#)|(?<=#[ ,./-]{0,2})(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b|(?<=#) ?[AP]M\b/g;

/**
 * A value without what only tells it from others of its kind: numbers, times, and ids that nobody reads. Words, names,
 * paths and addresses stay.
 */
export function maskedValue(value: string): string {
  if (value.length <= 60 && NUMBER.test(value)) return MASK;
  if (!/\d/.test(value)) return value;
  return value
    .replace(UUID, MASK)
    .replace(MAY_BE_ID, (word) => (isId(word) ? MASK : word))
    .replace(DIGITS, MASK)
    .replace(IN_TIMES, '');
}

function isId(word: string): boolean {
  if (!/\d/.test(word)) return false;
  return HEX.test(word) || (word.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g) ?? []).length >= 3;
}
