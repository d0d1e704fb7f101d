/** Matches the first line of a log entry, which begins with a time. */
export const LOG_ENTRY =
  /^\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ,]|\d\d[:.]\d\d[:.]\d\d\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.{1,12}\d\d:\d\d|\d{10}(?:[.\d]{0,7})\b|\d\d\/(?:\w{3}|\d\d)\/\d{4})/;

/** The sample for detecting a log, in UTF-16 code units and in lines. */
const LOG_SAMPLE = { characters: 20_000, lines: 100 };

/** Whether a text begins with enough log entries to be a log. */
export function looksLikeLog(text: string): boolean {
  const lines = text
    .slice(0, LOG_SAMPLE.characters)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LOG_SAMPLE.lines);
  const entries = lines.filter((line) => LOG_ENTRY.test(line));
  return entries.length >= 3 && entries.length >= lines.length / 3;
}
