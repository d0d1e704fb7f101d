import { isLogEntry } from './logEntries.js';
import { wordsOf } from './logTemplates.js';
import { maskedValue } from './maskedValue.js';
import { sampleLines } from './sampleLines.js';

/** How the entries of a log are told apart. */
export interface LogForm {
  /** Whether an entry begins with a line; other lines belong to the one before. */
  readonly begins: (line: string) => boolean;
  /** The most of its entries that may say something new for it to be folded: what does not repeat itself may be no log. */
  readonly mostKinds: number;
  /** Whether an entry of one word stands alone, as in a list of files. */
  readonly needsWords: boolean;
}

/** So many lines begin as entries do, or in what is known to be a log, where bodies may be long. */
const LEAST_ENTRIES = { unknown: 1 / 3, named: 1 / 20 };
/** In a log whose entries begin otherwise, so many lines begin alike; and no more than this share says something new. */
const REPEATED = { lines: 100, marked: 0.9, forms: 1 / 5 };
const MOST_KINDS = 1 / 3;
/** Where a time or a level stands, in UTF-16 code units. */
const HEAD = 60;

const CLOCK = /\d\d:\d\d|^\W{0,3}\d{10}/;
const LEVEL = /(?:^|[\s[(|<:])(?:FATAL|ERROR|WARN|WARNING|INFO|DEBUG|TRACE|NOTICE)(?=[\s\]):|>]|$)/;
/**
 * What stands before each message: `[worker-3] `, `sshd[123]: `, `web_1  | `, `GET /`; behind a word and a colon comes
 * more than one word.
 */
const LABEL =
  /^(?:\[[^\]]{0,40}\w[^\]]{0,20}\]:? \S|\([\w.:-]{1,40}\):? \S|[A-Za-z][\w./-]{0,40}(?:\[\d{1,8}\]|\(\w{1,40}\))?: {1,8}\S{1,200} {1,8}\S|[A-Za-z][\w.-]{0,40} {0,20}\| |(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/)/;
/** Lines that begin no entry, wherever entries begin. */
const CONTINUED = /^\s|^Caused by: |^at |^Traceback |^\.{3} \d/;

/**
 * How the entries of a log begin.
 *
 * @param isNamed whether it is known to be a log
 * @returns undefined if a text is none: prose that has times or levels does not say the same again
 */
export function logFormOf(text: string, isNamed: boolean): LogForm | undefined {
  const lines = sampleLines(text);
  const entries = lines.filter(isLogEntry);
  const certain = { begins: isLogEntry, mostKinds: 1, needsWords: false };
  const least = lines.length * LEAST_ENTRIES[isNamed ? 'named' : 'unknown'];
  if (entries.length >= 3 && entries.length >= least) {
    const clocked = entries.filter((line) => CLOCK.test(line.slice(0, HEAD)));
    const isCertain = isNamed || clocked.length * 2 >= entries.length;
    // Diaries have dates, and catalogues of errors have levels.
    return isCertain ? certain : { ...certain, mostKinds: MOST_KINDS };
  }
  const begins = (line: string): boolean => !CONTINUED.test(line);
  if (isNamed) return { begins, mostKinds: 1, needsWords: true };
  return repeatsItself(lines.filter(begins))
    ? { begins, mostKinds: MOST_KINDS, needsWords: true }
    : undefined;
}

/** Whether lines are entries that say the same again and again, behind a time, a level or a label somewhere at their beginning. */
function repeatsItself(lines: readonly string[]): boolean {
  const forms = new Set<string>();
  let marked = 0;
  for (const line of lines) {
    const isEntry = isMarked(line);
    if (!isEntry && !LABEL.test(line)) continue;
    marked++;
    // A label alone is a weak sign: a list of files may have them.
    forms.add(isEntry ? wordsOf(line).join(' ') : maskedValue(line));
  }
  return (
    marked >= REPEATED.lines &&
    marked >= lines.length * REPEATED.marked &&
    forms.size <= marked * REPEATED.forms
  );
}

/** Whether a line has a time or a level at its beginning. */
function isMarked(line: string): boolean {
  const head = line.slice(0, HEAD);
  return /\d\d:\d\d:\d\d/.test(head) || LEVEL.test(head);
}
