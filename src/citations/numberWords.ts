export const WORDS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  dozen: 12,
  once: 1,
  twice: 2,
  double: 2,
  doubled: 2,
  triple: 3,
  tripled: 3,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwölf: 12,
  dreizehn: 13,
  vierzehn: 14,
  fünfzehn: 15,
  sechzehn: 16,
  siebzehn: 17,
  achtzehn: 18,
  neunzehn: 19,
  zwanzig: 20,
  dreißig: 30,
  vierzig: 40,
  fünfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
  hundert: 100,
  tausend: 1000,
  zweimal: 2,
  dreimal: 3,
};

/** Which one of several, or which share of one. */
export const ORDINALS: Readonly<Record<string, readonly number[]>> = {
  first: [1],
  second: [2],
  half: [0.5],
  halb: [0.5],
  quarter: [0.25],
  third: [3, 0.333, 0.33],
  fourth: [4, 0.25],
  fifth: [5, 0.2],
  sixth: [6],
  seventh: [7],
  eighth: [8],
  ninth: [9],
  tenth: [10, 0.1],
  drittel: [0.333, 0.33],
  viertel: [0.25],
  fünftel: [0.2],
};

/** What a word behind a number makes of it. */
export const TIMES: Readonly<Record<string, number>> = {
  hundred: 100,
  hundert: 100,
  k: 1000,
  K: 1000,
  thousand: 1000,
  tausend: 1000,
  Tsd: 1000,
  M: 1e6,
  mn: 1e6,
  million: 1e6,
  millions: 1e6,
  Million: 1e6,
  Millionen: 1e6,
  Mio: 1e6,
  bn: 1e9,
  billion: 1e9,
  billions: 1e9,
  Milliarde: 1e9,
  Milliarden: 1e9,
  Mrd: 1e9,
  千: 1000,
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
};

type Unit = readonly [base: string, factors: readonly number[]];
const KILO = [1000, 1024] as const;
const power = (exponent: number): number[] => KILO.map((kilo) => kilo ** exponent);

/** What is measured, and how many of its base unit one is; a kilobyte is 1,000 bytes to some and 1,024 to others. */
export const UNITS: ReadonlyMap<string, readonly Unit[]> = unitsByName([
  ['µs μs us microseconds microsecond', 's', [1e-6]],
  ['ms milliseconds millisecond Millisekunden 毫秒', 's', [0.001]],
  ['s sec secs second seconds Sekunde Sekunden 秒', 's', [1]],
  ['m min mins minute minutes Minute Minuten 分钟 分', 's', [60]],
  ['h hr hrs hour hours Stunde Stunden 小时 小時', 's', [3600]],
  ['d day days Tag Tage Tagen 天 日', 's', [86_400]],
  ['week weeks Woche Wochen 周 週', 's', [604_800]],
  // A twelfth of a year.
  ['month months Monat Monate Monaten 个月', 's', [2_628_000]],
  ['year years Jahr Jahre Jahren 年', 's', [31_536_000]],
  ['B byte bytes 字节', 'B', [1]],
  ['KB kB KiB kilobyte kilobytes', 'B', power(1)],
  ['MB MiB megabyte megabytes', 'B', power(2)],
  ['GB GiB gigabyte gigabytes', 'B', power(3)],
  ['TB TiB terabyte terabytes', 'B', power(4)],
  ['mm millimetres millimeters', 'm', [0.001]],
  ['cm centimetre centimetres centimeter centimeters 厘米', 'm', [0.01]],
  ['m metre metres meter meters 米', 'm', [1]],
  ['km kilometre kilometres kilometer kilometers 公里', 'm', [1000]],
  ['mg milligram milligrams', 'g', [0.001]],
  ['g gram grams', 'g', [1]],
  ['kg kilogram kilograms kilo kilos', 'g', [1000]],
  ['t tonne tonnes tons', 'g', [1e6]],
  ['m³', 'l', [1000]],
  ['l L litre litres liter liters', 'l', [1]],
  ['Hz', 'h', [1]],
  ['kHz', 'h', [1000]],
  ['MHz', 'h', [1e6]],
  ['GHz', 'h', [1e9]],
  ['% percent Prozent', '', [0.01]],
  ['成', '', [0.1]],
  // As in "$3.5m".
  ['m', '', [1e6]],
]);

/** How many of its base unit each unit is, by base unit. */
export const FACTORS: ReadonlyMap<string, readonly number[]> = factorsByBase();

function factorsByBase(): ReadonlyMap<string, readonly number[]> {
  const factors = new Map<string, Set<number>>();
  for (const [base, own] of [...UNITS.values()].flat())
    for (const factor of own) factors.set(base, (factors.get(base) ?? new Set()).add(factor));
  return new Map([...factors].map(([base, own]) => [base, [...own]]));
}

function unitsByName(
  rows: readonly (readonly [names: string, base: string, factors: readonly number[]])[],
): ReadonlyMap<string, readonly Unit[]> {
  const units = new Map<string, Unit[]>();
  for (const [names, base, factors] of rows)
    for (const name of names.split(' ')) units.set(name, [...(units.get(name) ?? []), [base, factors]]);
  return units;
}

export const HAN: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
export const HAN_TIMES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
export const HAN_GROUPS: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 };
