/** How bad an entry is: its level, or what its words say where it has none. */
export type Severity = 'error' | 'warning' | 'other';

export interface EntryFacts {
  readonly severity: Severity;
  /** The level as the log writes it, in capitals; undefined where it has none. */
  readonly level: string | undefined;
  readonly time: EntryTime | undefined;
  /** The entry without its time and level. */
  readonly message: string;
}

export interface EntryTime {
  readonly text: string;
  /** In milliseconds, to tell how long something took; undefined where a part is missing. */
  readonly milliseconds: number | undefined;
}

/** What is looked at of an entry, in UTF-16 code units. */
const HEAD = 200;
const MESSAGE = 400;

const TIME =
  /^\W{0,3}(?:(\d{4})[-/](\d\d)[-/](\d\d)[T ,]{1,2}(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?Z| ?[+-]\d\d:?\d\d)?|(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:\d{4} )?(\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?|(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?|(\d{10})(?:\.?(\d{3}))?\d{0,6}\b)/;
/** Access logs of web servers have their time behind the client. */
const ACCESS = /^\S{1,100} \S{1,60} \S{1,60} \[(\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d)[^\]]{0,10}\] (.*)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const ERROR_LEVELS = new Set([
  'EMERG',
  'ALERT',
  'PANIC',
  'FATAL',
  'CRITICAL',
  'CRIT',
  'SEVERE',
  'ERROR',
  'ERR',
]);
const WARNING_LEVELS = new Set(['WARNING', 'WARN']);
const LEVEL_WORDS =
  'EMERG|ALERT|PANIC|FATAL|CRITICAL|CRIT|SEVERE|ERROR|ERR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE|VERBOSE';
/** Capitals anywhere near the beginning; other spellings only where nothing but a level stands. */
const LEVEL = new RegExp(`(?:^|[^\\w/.-])(${LEVEL_WORDS})(?=[^\\w/.-]|$)`);
const SMALL_LEVEL = new RegExp(
  `(?:^|[[(<|]|(?:level|lvl|severity)["']?[=:] ?["']?)(${LEVEL_WORDS})(?=[\\])>|"':\\s]|$)`,
  'i',
);
/** Numbers that pino and bunyan write. */
const NUMBERED_LEVEL = /"level" ?: ?([1-6]0)\b/;
const NUMBERED = ['', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const KLOG = /^([IWEF])(\d{4} \d\d:\d\d:\d\d)/;
const KLOG_LEVELS: Readonly<Record<string, string>> = { I: 'INFO', W: 'WARN', E: 'ERROR', F: 'FATAL' };
/** Where there are no levels, these words are all there is. */
const FAILURE =
  /\b(?:errors?|fail(?:ed|ure)|exception|panic|fatal|traceback|segfault|refused|denied|unreachable|crash(?:ed)?|out of memory|timed? ?out)\b/i;
const NO_FAILURE = /\b(?:0|no|without) (?:errors?|failures?|failed)\b/i;

/** What an entry says, by its first line. */
export function entryFacts(line: string): EntryFacts {
  const head = line.slice(0, HEAD);
  const access = ACCESS.exec(line.slice(0, HEAD + MESSAGE));
  if (access !== null) return accessFacts(access[1] ?? '', access[2] ?? '');
  const klog = KLOG.exec(head);
  if (klog !== null) {
    const [all, letter = 'I', time = ''] = klog;
    const level = KLOG_LEVELS[letter] ?? 'INFO';
    return {
      ...rated(level, head),
      time: { text: time, milliseconds: undefined },
      message: messageOf(line, all.length),
    };
  }
  const found = TIME.exec(head);
  const behindTime = found === null ? 0 : found[0].length;
  const isJson = line.startsWith('{');
  const level = levelIn(isJson ? line.slice(0, HEAD * 5) : head.slice(behindTime), isJson);
  const time = found === null ? (isJson ? jsonTime(line) : undefined) : timeOf(found);
  const from = level === undefined || isJson ? behindTime : behindTime + level.end;
  return {
    ...rated(level?.name, line.slice(behindTime, MESSAGE)),
    time,
    message: isJson ? jsonMessage(line) : messageOf(line, from),
  };
}

function rated(level: string | undefined, text: string): Pick<EntryFacts, 'severity' | 'level'> {
  if (level !== undefined) {
    const severity = ERROR_LEVELS.has(level) ? 'error' : WARNING_LEVELS.has(level) ? 'warning' : 'other';
    return { severity, level };
  }
  const isFailure = FAILURE.test(text) && !NO_FAILURE.test(text);
  return { severity: isFailure ? 'error' : 'other', level: undefined };
}

function levelIn(text: string, isJson: boolean): { readonly name: string; readonly end: number } | undefined {
  const numbered = isJson ? NUMBERED_LEVEL.exec(text) : null;
  if (numbered !== null) return { name: NUMBERED[Number(numbered[1]) / 10] ?? 'INFO', end: 0 };
  const small = SMALL_LEVEL.exec(text.trimStart());
  const found = small ?? (isJson ? null : LEVEL.exec(text));
  if (found?.[1] === undefined) return undefined;
  const at = text.indexOf(found[1]);
  return { name: found[1].toUpperCase(), end: at + found[1].length };
}

function messageOf(line: string, from: number): string {
  return line.slice(from, from + MESSAGE).replace(/^[\s\]):>|-]{1,10}/, '');
}

function accessFacts(time: string, request: string): EntryFacts {
  const status = Number(/" (\d{3})\b/.exec(request)?.[1] ?? 0);
  const severity = status >= 500 ? 'error' : status >= 400 ? 'warning' : 'other';
  return {
    severity,
    level: status === 0 ? undefined : String(status),
    time: accessTime(time),
    message: request,
  };
}

function accessTime(text: string): EntryTime {
  const [, day = '', month = '', year = '', hour = '', minute = '', second = ''] =
    /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
  const at = Date.UTC(+year, MONTHS.indexOf(month), +day, +hour, +minute, +second);
  return { text, milliseconds: Number.isNaN(at) ? undefined : at };
}

function timeOf(found: RegExpExecArray): EntryTime {
  const text = found[0].replace(/^\W+/, '').replace(',', found[1] === undefined ? ',' : '.');
  const [, year, month = '', day = '', hour = '', minute = '', second = '', fraction = '0'] = found;
  if (year !== undefined) {
    const at = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
    return { text, milliseconds: at + Math.floor(Number(`0.${fraction}`) * 1000) };
  }
  const [name, date = '', h = '', m = '', s = ''] = found.slice(8, 13);
  if (name !== undefined) {
    // No year is written; within one, all is in order.
    const index = MONTHS.indexOf(name);
    const at = index < 0 ? undefined : Date.UTC(2000, index, +date, +h, +m, +s);
    return { text, milliseconds: at };
  }
  const [hours, minutes = '', seconds = ''] = found.slice(13, 16);
  if (hours !== undefined) return { text, milliseconds: ((+hours * 60 + +minutes) * 60 + +seconds) * 1000 };
  const at = Number(found[17] ?? 0) * 1000 + Number(found[18] ?? 0);
  return { text: new Date(at).toISOString(), milliseconds: at };
}

function jsonTime(line: string): EntryTime | undefined {
  const value = /"(?:time|timestamp|ts|@timestamp|date)" ?: ?"?([^",}]{1,40})/.exec(line.slice(0, 1000))?.[1];
  if (value === undefined) return undefined;
  const number = Number(value);
  const at = Number.isNaN(number) ? Date.parse(value) : number < 1e11 ? number * 1000 : number;
  // Dates end in the year 275760.
  return Number.isNaN(at) || Math.abs(at) > 8e15
    ? { text: value, milliseconds: undefined }
    : { text: new Date(at).toISOString(), milliseconds: at };
}

function jsonMessage(line: string): string {
  const found = /"(?:msg|message|event|error)" ?: ?"((?:[^"\\]|\\.){1,400})/.exec(line.slice(0, 4000))?.[1];
  return found ?? line.slice(0, MESSAGE);
}
