/** The names of the months, in small letters: English, German, Arabic, Hebrew. */
export const MONTHS: readonly (readonly string[])[] = [
  ['january', 'jan', 'januar', 'jänner', 'يناير', 'ינואר', 'בינואר'],
  ['february', 'feb', 'februar', 'فبراير', 'פברואר', 'בפברואר'],
  ['march', 'mar', 'märz', 'مارس', 'מרץ', 'במרץ'],
  ['april', 'apr', 'أبريل', 'אפריל', 'באפריל'],
  ['may', 'mai', 'مايو', 'מאי', 'במאי'],
  ['june', 'jun', 'juni', 'يونيو', 'יוני', 'ביוני'],
  ['july', 'jul', 'juli', 'يوليو', 'יולי', 'ביולי'],
  ['august', 'aug', 'أغسطس', 'אוגוסט', 'באוגוסט'],
  ['september', 'sep', 'sept', 'سبتمبر', 'ספטמבר', 'בספטמבר'],
  ['october', 'oct', 'oktober', 'okt', 'أكتوبر', 'אוקטובר', 'באוקטובר'],
  ['november', 'nov', 'نوفمبر', 'נובמבר', 'בנובמבר'],
  ['december', 'dec', 'dezember', 'dez', 'ديسمبر', 'דצמבר', 'בדצמבר'],
];

/** From 1. */
export const MONTH_NUMBERS: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);
