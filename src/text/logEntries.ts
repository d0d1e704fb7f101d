/** Matches the first line of a log entry, which begins with a time. */
export const LOG_ENTRY =
  /^\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ,]|\d\d[:.]\d\d[:.]\d\d\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.{1,12}\d\d:\d\d|\d{10}(?:[.\d]{0,7})\b|\d\d\/(?:\w{3}|\d\d)\/\d{4})/;

/** Matches the first line of an entry that begins with its level, or as those of web servers and klog do. */
const OTHER_ENTRY =
  /^(?:\W{0,3}(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR!?|SEVERE|FATAL|CRITICAL|PANIC)\b[\s\]:|-]|\W?(?:trace|debug|info|warn|warning|error|fatal)(?:\]|: |\[)|[IWEF]\d{4} \d\d:\d\d|(?:npm|yarn) (?:ERR!|WARN|error|warning)|[\da-fA-F.:]{3,45} \S{1,60} \S{1,60} \[\d\d\/|(?:time|ts|level|lvl)=\S)/;

/** Matches an entry that is a JSON object with a level. */
const JSON_ENTRY = /^\{.{0,300}?"(?:level|severity|lvl|log\.level)"\s?:/;

/** The sample for detecting a log, in UTF-16 code units and in lines. */
const LOG_SAMPLE = { characters: 20_000, lines: 100 };

/** Whether a text begins with enough log entries to be a log. */
export function looksLikeLog(text: string): boolean {
  return isLog(sampleOf(text), (line) => LOG_ENTRY.test(line));
}

/** Whether a line begins a log entry: with a time, a level, or as an object that has one. */
export function isLogEntry(line: string): boolean {
  const start = line.slice(0, 400);
  return LOG_ENTRY.test(start) || OTHER_ENTRY.test(start) || JSON_ENTRY.test(start);
}

/** Like `looksLikeLog`, also for logs without times. */
export function looksLikeAnyLog(text: string): boolean {
  return isLog(sampleOf(text), isLogEntry);
}

function sampleOf(text: string): readonly string[] {
  return text
    .slice(0, LOG_SAMPLE.characters)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LOG_SAMPLE.lines);
}

function isLog(lines: readonly string[], isEntry: (line: string) => boolean): boolean {
  const entries = lines.filter(isEntry);
  return entries.length >= 3 && entries.length >= lines.length / 3;
}
