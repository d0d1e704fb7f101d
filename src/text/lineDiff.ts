/** How many unchanged lines surround a change. */
const CONTEXT = 3;
/** How often the text between lines that fit is compared anew; keeps the time for any two texts near n log n. */
const DEEPEST = 16;

/** Lines that are the same in both texts. */
interface Match {
  readonly before: number;
  readonly after: number;
}

/** A stretch of both texts, ends not included. */
interface Region {
  readonly from: Match;
  readonly to: Match;
  readonly depth: number;
}

/**
 * What changed between two texts, line by line, in the format of `diff -u` without its first two lines; empty if
 * nothing did. Lines that occur once in both texts are the anchors ("patience diff"), so moved code stays together, and
 * no pair of texts takes long.
 */
export function lineDiff(before: string, after: string): string {
  const old = linesOf(before);
  const current = linesOf(after);
  const matches = matchesOf(old, current);
  const end = { before: old.length, after: current.length };
  return hunksOf(matches, end)
    .map((hunk) => textOfHunk(hunk, old, current))
    .join('\n');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The lines that both texts have in common, in their order. */
function matchesOf(old: readonly string[], current: readonly string[]): readonly Match[] {
  const found: Match[] = [];
  const todo: Region[] = [
    { from: { before: 0, after: 0 }, to: { before: old.length, after: current.length }, depth: 0 },
  ];
  for (let region = todo.pop(); region !== undefined; region = todo.pop()) {
    let { before, after } = region.from;
    let { before: beforeEnd, after: afterEnd } = region.to;
    while (before < beforeEnd && after < afterEnd && old[before] === current[after]) {
      found.push({ before: before++, after: after++ });
    }
    while (before < beforeEnd && after < afterEnd && old[beforeEnd - 1] === current[afterEnd - 1]) {
      found.push({ before: --beforeEnd, after: --afterEnd });
    }
    if (before === beforeEnd || after === afterEnd || region.depth === DEEPEST) continue;
    const anchors = anchorsIn(old, current, {
      ...region,
      from: { before, after },
      to: { before: beforeEnd, after: afterEnd },
    });
    if (anchors.length === 0) continue;
    let from = { before, after };
    for (const anchor of [...anchors, { before: beforeEnd, after: afterEnd }]) {
      todo.push({ from, to: anchor, depth: region.depth + 1 });
      from = { before: anchor.before + 1, after: anchor.after + 1 };
    }
    for (const anchor of anchors) found.push(anchor);
  }
  return found.sort((a, b) => a.before - b.before);
}

/** Lines that occur once in both texts: as many of them as are in the same order. */
function anchorsIn(
  old: readonly string[],
  current: readonly string[],
  { from, to }: Region,
): readonly Match[] {
  const places = new Map<string, { before: number; after: number; times: number }>();
  for (let at = from.before; at < to.before; at++) {
    const line = old[at] ?? '';
    const place = places.get(line);
    if (place === undefined) places.set(line, { before: at, after: -1, times: 1 });
    else place.times = Infinity;
  }
  for (let at = from.after; at < to.after; at++) {
    const place = places.get(current[at] ?? '');
    if (place === undefined) continue;
    place.times++;
    place.after = at;
  }
  const once = [...places.values()].filter(({ times }) => times === 2);
  return longestRise(once.sort((a, b) => a.before - b.before));
}

/** The longest sequence that also rises in the second text, found with piles, as in the game of patience. */
function longestRise(matches: readonly Match[]): readonly Match[] {
  interface Card extends Match {
    readonly below: Card | undefined;
  }
  const tops: Card[] = [];
  for (const { before, after } of matches) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((tops[middle]?.after ?? Infinity) < after) low = middle + 1;
      else high = middle;
    }
    tops[low] = { before, after, below: tops[low - 1] };
  }
  const rise: Match[] = [];
  for (let card = tops.at(-1); card !== undefined; card = card.below) {
    rise.push({ before: card.before, after: card.after });
  }
  return rise.reverse();
}

/** One or more changes that are near each other. */
interface Hunk {
  readonly from: Match;
  to: Match;
  /** In the order of the texts: stretches that differ. */
  readonly changes: { readonly from: Match; readonly to: Match }[];
}

function hunksOf(matches: readonly Match[], end: Match): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let from = { before: 0, after: 0 };
  for (const to of [...matches, end]) {
    if (to.before > from.before || to.after > from.after) {
      const last = hunks.at(-1);
      const change = { from, to };
      if (last !== undefined && from.before - last.to.before <= 2 * CONTEXT) {
        last.to = to;
        last.changes.push(change);
      } else hunks.push({ from, to, changes: [change] });
    }
    from = { before: to.before + 1, after: to.after + 1 };
  }
  return hunks;
}

function textOfHunk({ from, to, changes }: Hunk, old: readonly string[], current: readonly string[]): string {
  const above = Math.min(CONTEXT, from.before);
  const below = Math.min(CONTEXT, old.length - to.before);
  const start = { before: from.before - above, after: from.after - above };
  const stop = { before: to.before + below, after: to.after + below };
  const pieces: string[][] = [];
  let at = start.before;
  for (const change of changes) {
    pieces.push(marked(' ', old, at, change.from.before));
    pieces.push(marked('-', old, change.from.before, change.to.before));
    pieces.push(marked('+', current, change.from.after, change.to.after));
    at = change.to.before;
  }
  pieces.push(marked(' ', old, at, stop.before));
  return `@@ -${range(start.before, stop.before)} +${range(start.after, stop.after)} @@\n${pieces.flat().join('\n')}`;
}

function marked(mark: string, lines: readonly string[], from: number, to: number): string[] {
  return lines.slice(from, to).map((line) => mark + line);
}

/** As `diff -u` counts: from 1, and from the line above where there is none. */
function range(from: number, to: number): string {
  return `${String(to > from ? from + 1 : from)},${String(to - from)}`;
}
