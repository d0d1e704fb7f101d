import type { Breath } from '../../common/breath.js';
import { linesOf, type Line } from '../../text/lines.js';

/** Consecutive lines of prose as one, without markup. */
export interface Paragraph {
  readonly text: string;
  /** Where in it each of its lines begins, the first at 0, in UTF-16 code units. */
  readonly starts: readonly number[];
  readonly fromLine: number;
}

export interface Prose {
  readonly paragraphs: readonly Paragraph[];
  /** The words of headings, which say what a text is about. */
  readonly headings: string;
}

/** The headings that are looked at, in UTF-16 code units. */
const MOST_HEADINGS = 20_000;

/**
 * The prose in a text, plain or Markdown: without headings, code, tables, HTML, images, and lists of links.
 *
 * @throws the signal's reason
 */
export async function proseIn(text: string, breath: Breath): Promise<Prose> {
  const closed = closedFences(text);
  const collected = new Paragraphs();
  const html = new Tags();
  let fence: string | undefined;
  let isFrontMatter = false;
  let isTable = false;
  let before = '';
  for (const line of linesOf(text)) {
    if (breath.isDue(line.text.length)) await breath.take();
    const raw = line.text;
    const start = raw.slice(0, 200).trimStart();
    const mark = fenceOf(start);
    if (fence !== undefined) {
      if (mark === fence) fence = undefined;
      continue;
    }
    if (mark !== undefined && closed.has(line.number)) {
      fence = mark;
      collected.end();
      continue;
    }
    if (line.number === 1 && raw === '---') isFrontMatter = true;
    else if (isFrontMatter) isFrontMatter = raw !== '---' && raw !== '...' && line.number < 200;
    if (isFrontMatter || start === '---') {
      // Below a single line of text, this makes it a heading.
      if (start === '---' && !isFrontMatter) collected.lastLineIsHeading();
      collected.end();
      continue;
    }
    isTable = isTableLine(start, before, isTable);
    if (isTable && TABLE_RULE.test(start)) collected.dropLine();
    before = start;
    if (isTable || start === '') collected.end();
    else if (/^={2,}$/.test(start.trimEnd())) collected.lastLineIsHeading();
    else if (/^#{1,6}\s/.test(start)) collected.heading(withoutInline(html.strip(raw)));
    else collected.line(line, withoutInline(html.strip(raw)));
  }
  return collected.all();
}

const TABLE_RULE = /^\|?[ ]?:?-{2,60}:?[ ]?\|/;

/** A table's lines begin with a bar, or follow the rule below its head and have one. */
function isTableLine(start: string, before: string, isTable: boolean): boolean {
  if (start.startsWith('|')) return true;
  if (TABLE_RULE.test(start) && before.includes('|')) return true;
  return isTable && start.includes('|');
}

function fenceOf(start: string): string | undefined {
  return start.startsWith('```') ? '```' : start.startsWith('~~~') ? '~~~' : undefined;
}

/** The lines of fences behind which there is another of their kind. */
function closedFences(text: string): ReadonlySet<number> {
  const closed = new Set<number>();
  const last = new Map<string, number>();
  for (const { text: line, number } of linesOf(text)) {
    const mark = fenceOf(line.slice(0, 200).trimStart());
    if (mark === undefined) continue;
    const open = last.get(mark);
    if (open !== undefined) closed.add(open);
    last.set(mark, number);
  }
  return closed;
}

/** Removes images, and all of a link but its words. */
function withoutInline(line: string): string {
  if (!line.includes(']')) return line;
  return line
    .replace(/!\[[^[\]]{0,300}\](?:\([^()]{0,1000}\)|\[[^[\]]{0,100}\])/g, '')
    .replace(/\[([^[\]]{0,500})\]\([^()]{0,1000}(?:\([^()]{0,200}\)[^()]{0,200})?\)/g, '$1');
}

/** The most lines of a comment or a script in a text. */
const LONGEST_ELEMENT = 500;

/** HTML tags and comments over several lines; what is in scripts and styles is no text. */
class Tags {
  #within: RegExp | undefined;
  #lines = 0;

  strip(line: string): string {
    // What is never closed was none.
    if (this.#within !== undefined && ++this.#lines > LONGEST_ELEMENT) this.#within = undefined;
    let rest = line;
    let kept = '';
    while (rest !== '') {
      if (this.#within !== undefined) {
        const end = this.#within.exec(rest);
        if (end === null) return kept;
        this.#within = undefined;
        rest = rest.slice(end.index + end[0].length);
      }
      const begin = /(?<!`)<!--|^[ \t]{0,40}<(?:script|style|svg)\b/i.exec(rest);
      if (begin === null) break;
      this.#lines = 0;
      kept += rest.slice(0, begin.index);
      const name = begin[0].trimStart().slice(1).toLowerCase();
      this.#within = name === '!--' ? /-->/ : new RegExp(`</${name}>`, 'i');
      rest = rest.slice(begin.index + begin[0].length);
    }
    const text = kept + rest;
    return text.includes('<') ? text.replace(/<[A-Za-z/!][^<>]{0,2000}>/g, '') : text;
  }
}

/** The marker of a list's item or a quote. */
const MARKER = /^\s{0,40}(?:>\s?|[-*+]\s{1,4}|\d{1,3}[.)]\s{1,4}){1,4}(?:\[[ xX]\]\s)?/;
const LINK_DEFINITION = /^\s{0,3}\[[^\]]{1,200}\]:\s/;
/** In a line that is more than links, at least this many words are none. */
const LEAST_WORDS = 3;

class Paragraphs {
  readonly #all: Paragraph[] = [];
  #headings = '';
  #open: { texts: string[]; starts: number[]; length: number; fromLine: number } | undefined;

  line({ text: raw, number }: Line, text: string): void {
    const head = raw.slice(0, 400);
    const marker = MARKER.exec(head);
    const plain = text.replace(MARKER, '').replace(/\s+/g, ' ').trim();
    const isQuoteGoingOn = marker?.[0].trim() === '>' && this.#open !== undefined;
    if (marker !== null && !isQuoteGoingOn) this.end();
    if (plain === '' || LINK_DEFINITION.test(head) || isOnlyLinks(raw)) {
      this.end();
      return;
    }
    this.#open ??= { texts: [], starts: [], length: 0, fromLine: number };
    // A line that was left out would put the others on wrong lines.
    if (this.#open.fromLine + this.#open.texts.length !== number) {
      this.end();
      this.#open = { texts: [], starts: [], length: 0, fromLine: number };
    }
    this.#open.texts.push(plain);
    this.#open.starts.push(this.#open.length);
    this.#open.length += plain.length + 1;
  }

  heading(text: string): void {
    this.end();
    if (this.#headings.length < MOST_HEADINGS) this.#headings += `${text.slice(0, 500)}\n`;
  }

  /** A single line of text turns out to be a heading. */
  lastLineIsHeading(): void {
    const text = this.#open?.texts.length === 1 ? this.#open.texts[0] : undefined;
    if (text === undefined || text.length > 200) return;
    this.#open = undefined;
    this.heading(text);
  }

  /** The last line turns out to be the head of a table. */
  dropLine(): void {
    this.#open?.texts.pop();
    this.#open?.starts.pop();
  }

  end(): void {
    if (this.#open === undefined) return;
    const { texts, starts, fromLine } = this.#open;
    if (texts.length > 0) this.#all.push({ text: texts.join(' '), starts, fromLine });
    this.#open = undefined;
  }

  all(): Prose {
    this.end();
    return { paragraphs: this.#all, headings: this.#headings };
  }
}

function isOnlyLinks(raw: string): boolean {
  if (!raw.includes('](') && !raw.includes('][')) return false;
  const links = raw.replace(/!?\[[^[\]]{0,500}\](?:\([^()]{0,1000}\)|\[[^[\]]{0,100}\])/g, '');
  if (links.length === raw.length) return false;
  return (links.match(/[\p{L}\p{N}]{2,}/gu) ?? []).length < LEAST_WORDS;
}
