import { Breath } from '../common/breath.js';
import type { Boundary, TextStructure } from './boundary.js';
import { LOG_ENTRY } from './logEntries.js';
import { BYTES_PER_TOKEN } from './tokens.js';

/** One part of a text. The parts joined together are the text. */
export interface TextPart {
  /** In UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** Lines start at 1. */
  readonly fromLine: number;
  readonly toLine: number;
  /** The headings, or functions and classes, that enclose its beginning, outermost first. */
  readonly path: readonly string[];
}

/** The minimum size of a part, as a share of its maximum, except the last part. */
const SMALLEST = 2 / 3;
/** How far from the end of a part to look for a sentence or word boundary, in UTF-16 code units. */
const NEAR_END = 4000;
/** How much of the following text decides between equally good places. */
const HASHED = 64;

/**
 * Splits a text along its structure: before the outermost nodes, else between paragraphs, sentences or lines,
 * words, and finally between graphemes.
 *
 * The text itself decides between equally good places, so that an edit does not change the parts far from it.
 *
 * @param maxTokens the maximum size of one part, in estimated tokens
 */
export function splitText(text: string, structure: TextStructure, maxTokens: number): readonly TextPart[] {
  return [...partsOf(text, structure, maxTokens)];
}

/**
 * The same for a text of any length: lets other work run meanwhile.
 *
 * @throws the signal's reason
 */
export async function splitLongText(
  text: string,
  structure: TextStructure,
  { maxTokens, signal }: { readonly maxTokens: number; readonly signal: AbortSignal },
): Promise<readonly TextPart[]> {
  const parts: TextPart[] = [];
  const breath = new Breath(signal);
  for (const part of partsOf(text, structure, maxTokens)) {
    parts.push(part);
    if (breath.isDue(part.to - part.from)) await breath.take();
  }
  return parts;
}

function* partsOf(text: string, structure: TextStructure, maxTokens: number): Generator<TextPart> {
  const path = new OutlinePath(structure.boundaries);
  let line = 1;
  for (let from = 0; from < text.length;) {
    const [least, most] = reach(text, from, maxTokens * BYTES_PER_TOKEN);
    const to = most >= text.length ? text.length : bestCut(text, structure, least, most);
    const lines = countLines(text, from, to);
    const endsWithLine = text.charAt(to - 1) === '\n';
    yield {
      from,
      to,
      fromLine: line,
      toLine: line + lines - (endsWithLine && lines > 0 ? 1 : 0),
      path: path.at(from),
    };
    line += lines;
    from = to;
  }
}

/** The minimum and maximum end of a part that begins at `from`. */
function reach(text: string, from: number, maxBytes: number): readonly [least: number, most: number] {
  let bytes = 0;
  let least = from + 1;
  let at = from;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > maxBytes && at > from) break;
    at += point < 0x10000 ? 1 : 2;
    if (bytes <= maxBytes * SMALLEST) least = at;
  }
  return [least, at];
}

/** The best place in (least, most] to end a part. */
function bestCut(text: string, { kind, boundaries }: TextStructure, least: number, most: number): number {
  const inside = boundariesBetween(text, boundaries, least, most);
  if (inside.length > 0) {
    const level = inside.reduce((least, boundary) => Math.min(least, boundary.level), Infinity);
    return chosen(
      text,
      inside.filter((boundary) => boundary.level === level).map(({ at }) => at),
    );
  }
  const window = text.slice(least, most);
  const lines = (): number[] => placesBehind(/\n/g, window, least);
  const entries = (): number[] => lines().filter((at) => LOG_ENTRY.test(text.slice(at, at + HASHED)));
  const paragraphs = (): number[] => placesBehind(/\n(?:[ \t\r]*\n)+/g, window, least);
  const sentences = (): number[] => lastSegment(text, least, most, 'sentence');
  const words = (): number[] => lastSegment(text, least, most, 'word');
  const characters = (): number[] => lastSegment(text, least, most, 'grapheme');
  const ways =
    kind === 'log'
      ? [entries, lines, sentences, words, characters]
      : kind === 'code'
        ? [paragraphs, lines, sentences, words, characters]
        : [paragraphs, sentences, lines, words, characters];
  for (const way of ways) {
    const places = way().filter((at) => at > least && at <= most);
    if (places.length > 0) return chosen(text, places);
  }
  return most;
}

function boundariesBetween(
  text: string,
  boundaries: readonly Boundary[],
  least: number,
  most: number,
): readonly Boundary[] {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((boundaries[middle]?.at ?? 0) <= least) low = middle + 1;
    else high = middle;
  }
  const inside: Boundary[] = [];
  for (let index = low; index < boundaries.length; index++) {
    const boundary = boundaries[index];
    if (boundary === undefined || boundary.at > most) break;
    if (wholeCharacter(text, boundary.at) === boundary.at) inside.push(boundary);
  }
  return inside;
}

function placesBehind(what: RegExp, window: string, from: number): number[] {
  return Array.from(window.matchAll(what), ({ index, 0: { length } }) => from + index + length);
}

/** The last boundary between sentences, words or characters near the end, if any. */
function lastSegment(
  text: string,
  least: number,
  most: number,
  granularity: 'sentence' | 'word' | 'grapheme',
): number[] {
  const near = granularity === 'sentence' ? NEAR_END : NEAR_END / 10;
  const from = wholeCharacter(text, Math.max(least, most - near));
  // The following text decides whether a segment ends here.
  const segments = new Intl.Segmenter(undefined, { granularity }).segment(text.slice(from, most + HASHED));
  const starts = Array.from(segments, ({ index }) => from + index).filter((at) => at > from && at <= most);
  const isSpaced = (at: number): boolean => /\s/.test(text.charAt(at - 1));
  const good = granularity === 'word' ? starts.filter(isSpaced) : starts;
  return good.slice(-1);
}

function wholeCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}

/** The place with the smallest hash of what follows it. */
function chosen(text: string, places: readonly number[]): number {
  let best = places[0] ?? 0;
  let least = Infinity;
  for (const at of places) {
    const hash = hashOf(text, at);
    if (hash < least) {
      least = hash;
      best = at;
    }
  }
  return best;
}

/** FNV-1a: fast, and distributed well enough for this choice. */
function hashOf(text: string, from: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < Math.min(from + HASHED, text.length); at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

function countLines(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  let lines = 0;
  for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The titles above a place; must be queried in text order. */
class OutlinePath {
  readonly #boundaries: readonly Boundary[];
  #next = 0;
  #open: Boundary[] = [];

  constructor(boundaries: readonly Boundary[]) {
    this.#boundaries = boundaries;
  }

  at(place: number): readonly string[] {
    for (; ; this.#next++) {
      const boundary = this.#boundaries[this.#next];
      if (boundary === undefined || boundary.at > place) break;
      this.#open = this.#open.filter(({ level }) => level < boundary.level);
      if (boundary.title !== undefined) this.#open.push(boundary);
    }
    return this.#open.flatMap(({ title }) => title ?? []);
  }
}
