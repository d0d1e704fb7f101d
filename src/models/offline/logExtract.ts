import { Breath } from '../../common/breath.js';
import { isLogEntry } from '../../text/logEntries.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import { linesOf } from '../../text/lines.js';
import { counted, inWords, shortened, type Bullet, type Extract } from './bullets.js';
import { evenly } from './evenly.js';
import { entryFacts, type EntryFacts, type EntryTime, type Severity } from '../../text/logEntry.js';
import { LogTemplates, type Template } from '../../text/logTemplates.js';
import { wholeOf, type Source } from './source.js';

const MOST = { errors: 6, warnings: 4, rare: 5, frequent: 5 };
/** An entry that occurs as often is not rare. */
const RARE = 2;
/** How much of an entry is told, in UTF-16 code units. */
const TOLD = 220;
/** A pause that is worth telling: in milliseconds, and as a share of the time of the whole log. */
const PAUSE = { milliseconds: 60_000, share: 0.1 };

/** An entry with all of its lines. */
interface Entry extends EntryFacts {
  readonly fromLine: number;
  toLine: number;
  /** The exception that its stack trace names, if it has one. */
  cause?: string;
}

/**
 * What a log tells: first what went wrong, each kind of error with its number and place; then what is rare and what is
 * frequent, and the time that it spans.
 */
export async function logExtract({ text, signal }: Source): Promise<Extract> {
  const tally = new Tally();
  const breath = new Breath(signal);
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    tally.add(line, number);
  }
  tally.end();
  const { errors, warnings, others } = tally.templates;
  const [errorCount, warningCount] = [tally.counts.error, tally.counts.warning];
  const wrong = [
    ...(errorCount === 0 && warningCount === 0 ? ['no errors or warnings'] : []),
    ...(errorCount === 0 ? [] : [counted(errorCount, 'error')]),
    ...(warningCount === 0 ? [] : [counted(warningCount, 'warning')]),
  ];
  const rest = others.all();
  const rare = tally.entries >= 50 ? rest.filter(({ count }) => count <= RARE) : [];
  return {
    lead: {
      text: `Log: ${[counted(tally.entries, 'entry', 'entries'), ...wrong].join(', ')}`,
      ...wholeOf(text),
    },
    sections: [
      {
        heading: 'What went wrong',
        bullets: [
          ...told('First error', tally.first, tally.times.hasTimes),
          ...(tally.last === tally.first ? [] : told('Last error', tally.last, tally.times.hasTimes)),
          ...(errorCount < 2 ? [] : mostFrequent(errors.all(), MOST.errors)),
          ...mostFrequent(warnings.all(), MOST.warnings, 'Warning'),
        ],
      },
      { heading: 'Rare entries', bullets: evenly(rare, MOST.rare).map((one) => bulletOf(one, '')) },
      {
        heading: 'Most frequent entries',
        bullets: mostFrequent(
          rest.filter(({ count }) => count > RARE || rare.length === 0),
          MOST.frequent,
        ),
      },
      { heading: 'Times and levels', bullets: [...tally.times.bullets(), ...tally.levels(text)] },
    ],
  };
}

/** Reads a log line by line. */
class Tally {
  readonly counts: Record<Severity, number> = { error: 0, warning: 0, other: 0 };
  readonly templates = {
    errors: new LogTemplates(),
    warnings: new LogTemplates(),
    others: new LogTemplates(),
  };
  readonly times = new Times();
  first: Entry | undefined;
  last: Entry | undefined;
  entries = 0;
  readonly #levels = new Map<string, number>();
  #open: Entry | undefined;
  /** Whether lines of this log are recognized by how they begin; otherwise each is an entry. */
  #hasBeginnings = false;

  add(line: string, number: number): void {
    if (line.trim() === '') return;
    const begins = isLogEntry(line);
    if (begins) this.#hasBeginnings = true;
    if (this.#open !== undefined && !begins && (this.#hasBeginnings || /^\s|^Caused by: |^at /.test(line))) {
      this.#open.toLine = number;
      const cause = CAUSE.exec(line.slice(0, 300))?.[1];
      if (cause !== undefined) this.#open.cause = cause;
      return;
    }
    this.end();
    this.#open = { ...entryFacts(line), fromLine: number, toLine: number };
  }

  end(): void {
    const entry = this.#open;
    this.#open = undefined;
    if (entry === undefined) return;
    this.entries++;
    this.counts[entry.severity]++;
    if (entry.level !== undefined) this.#levels.set(entry.level, (this.#levels.get(entry.level) ?? 0) + 1);
    if (entry.time !== undefined) this.times.add(entry.time, entry.fromLine);
    const { errors, warnings, others } = this.templates;
    const templates = entry.severity === 'error' ? errors : entry.severity === 'warning' ? warnings : others;
    templates.add(entry.message, entry.fromLine);
    if (entry.severity !== 'error') return;
    this.first ??= entry;
    this.last = entry;
  }

  levels(text: string): readonly Bullet[] {
    const levels = [...this.#levels].sort(([, one], [, other]) => other - one).slice(0, 8);
    if (levels.length === 0) return [];
    return [
      {
        text: `Levels: ${levels.map(([name, count]) => `${inWords(count)} ${name}`).join(', ')}`,
        ...wholeOf(text),
      },
    ];
  }
}

/** The line of a stack trace that says what happened. */
const CAUSE = /^(?:Caused by: )?((?:[\w$]{1,60}\.){0,12}[\w$]{0,60}(?:Error|Exception|Panic)\b.{0,200})/;

function told(what: string, entry: Entry | undefined, hasTimes: boolean): readonly Bullet[] {
  if (entry === undefined) return [];
  const { time, message, cause, fromLine, toLine } = entry;
  const at = time === undefined || !hasTimes ? '' : `, ${time.text}`;
  const isNew = cause !== undefined && !message.includes(cause.slice(0, 60));
  const because = isNew ? `, with ${codeSpan(shortened(cause, TOLD))}` : '';
  return [{ text: `${what}${at}: ${codeSpan(shortened(message, TOLD))}${because}`, fromLine, toLine }];
}

/** The most frequent, in that order. */
function mostFrequent(templates: readonly Template[], most: number, what = ''): readonly Bullet[] {
  const sorted = [...templates].sort((one, other) => other.count - one.count);
  return sorted.slice(0, most).map((template) => bulletOf(template, what));
}

function bulletOf({ words, count, firstLine, lastLine }: Template, what: string): Bullet {
  const named = what === '' ? '' : `${what}: `;
  return {
    text: `${named}${inWords(count)} × ${codeSpan(shortened(words.join(' '), TOLD))}`,
    fromLine: firstLine,
    toLine: lastLine,
  };
}

/** The time that a log spans, and its longest pause. */
class Times {
  #first: (EntryTime & { readonly line: number }) | undefined;
  #last: (EntryTime & { readonly line: number }) | undefined;
  #pause: { readonly milliseconds: number; readonly fromLine: number; readonly toLine: number } | undefined;

  get hasTimes(): boolean {
    return this.#first !== undefined;
  }

  add(time: EntryTime, line: number): void {
    const before = this.#last?.milliseconds;
    if (before !== undefined && time.milliseconds !== undefined) {
      const milliseconds = time.milliseconds - before;
      if (milliseconds > (this.#pause?.milliseconds ?? 0))
        this.#pause = { milliseconds, fromLine: this.#last?.line ?? line, toLine: line };
    }
    this.#first ??= { ...time, line };
    this.#last = { ...time, line };
  }

  bullets(): readonly Bullet[] {
    const [first, last, pause] = [this.#first, this.#last, this.#pause];
    if (first === undefined || last === undefined) return [];
    const took = (last.milliseconds ?? 0) - (first.milliseconds ?? 0);
    const span = took > 0 ? ` (${duration(took)})` : '';
    const isLong =
      pause !== undefined &&
      pause.milliseconds >= PAUSE.milliseconds &&
      pause.milliseconds >= took * PAUSE.share;
    return [
      { text: `From ${first.text} to ${last.text}${span}`, fromLine: first.line, toLine: last.line },
      ...(isLong ? [{ ...pause, text: `Longest pause: ${duration(pause.milliseconds)}` }] : []),
    ];
  }
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return `${String(milliseconds)} ms`;
  if (seconds < 120) return `${String(seconds)} s`;
  if (seconds < 7200) return `${inWords(Math.round(seconds / 60))} min`;
  if (seconds < 172_800) return `${inWords(Math.round(seconds / 3600))} h`;
  return `${inWords(Math.round(seconds / 86_400))} days`;
}
