import { Breath } from '../../common/breath.js';
import type { LineRange } from '../../text/lineReference.js';
import { inWords, type Bullet, type Extract, type Section } from './bullets.js';
import { summedFigures } from './figures.js';
import { MOST_SENTENCES, picked } from './pickSentences.js';
import { readExtracts } from './readExtract.js';

/** The most bullets of a section; those within others do not count. */
const MOST: Readonly<Record<string, number>> = {
  'What went wrong': 12,
  'Rare entries': 6,
  'Most frequent entries': 6,
  'Times and levels': 4,
};
const MOST_OTHERS = 40;
/** Sections that a later part may be the first to have; others stay in their order, above these. */
const ORDER = Object.keys(MOST);

/**
 * Makes one extract of those of consecutive parts. Figures are added up, what several say is said once, and each part
 * keeps its most important bullets, with the lines that they are from.
 *
 * @returns undefined if the text is something else than extracts
 * @throws the signal's reason
 */
export async function mergeExtracts(text: string, signal: AbortSignal): Promise<Extract | undefined> {
  const extracts = readExtracts(text);
  if (extracts === undefined) return undefined;
  const leads = extracts.flatMap(({ lead }) => lead ?? []);
  if (leads.length === 0) return await mergedProse(extracts, new Breath(signal));
  const headings = new Set(extracts.flatMap(({ sections }) => sections.map(({ heading = '' }) => heading)));
  const sections = [...headings].map((heading): Section => {
    const bullets = extracts.map((extract) =>
      extract.sections
        .filter((section) => (section.heading ?? '') === heading)
        .flatMap((section) => section.bullets),
    );
    return {
      ...(heading !== '' && { heading }),
      bullets: mergedBullets(bullets, MOST[heading] ?? MOST_OTHERS),
    };
  });
  const place = ({ heading }: Section): number => (heading === undefined ? -1 : ORDER.indexOf(heading));
  return { lead: mergedLead(leads), sections: sections.sort((one, other) => place(one) - place(other)) };
}

async function mergedProse(extracts: readonly Extract[], breath: Breath): Promise<Extract> {
  const bullets = extracts.flatMap(({ sections }) => sections.flatMap((section) => section.bullets));
  const different = [...new Map(bullets.map((bullet) => [bullet.text, bullet])).values()];
  const sentences = different.map((bullet) => ({ ...bullet, isFirst: false }));
  // Each was already picked, so not a share of them is wanted, but as many as there may be.
  return {
    sections: [
      { bullets: await picked(sentences, { headings: '', share: 1, most: MOST_SENTENCES, breath }) },
    ],
  };
}

/** The figures of all that are of the first's kind. */
function mergedLead(leads: readonly Bullet[]): Bullet {
  const split = leads.map((lead) => ({ ...lead, label: lead.text.split(': ', 1)[0] ?? '' }));
  const label = split[0]?.label ?? '';
  const alike = split.filter((lead) => lead.label === label);
  const figures = summedFigures(alike.map(({ text }) => text.slice(label.length + 2)));
  return { text: `${label}: ${figures}`, ...united(leads) };
}

function united(ranges: readonly LineRange[]): LineRange {
  return {
    fromLine: ranges.reduce((least, { fromLine }) => Math.min(least, fromLine), Infinity),
    toLine: ranges.reduce((most, { toLine }) => Math.max(most, toLine), 1),
  };
}

/** A bullet with those within it, and how important it is in its part: 0 is the most. */
interface Group {
  readonly head: Bullet;
  readonly within: readonly Bullet[];
  readonly rank: number;
}

const COUNTED = /^(.{0,20}?)([\d,]{1,15}) × (.*)$/;
const EDGE = /^(First|Last) error\b(.*)$/;
const SPAN = /^From (.{1,60}) to (.{1,60}?)(?: \([^()]*\))?$/;
const LEVELS = 'Levels: ';
const PAUSE = /^Longest pause: ([\d,]{1,12}) (ms|s|min|h|days)$/;

/** @param parts the bullets of each part */
function mergedBullets(parts: readonly (readonly Bullet[])[], most: number): readonly Bullet[] {
  const groups = parts.flatMap(groupsOf);
  const having = (sign: RegExp): Bullet[] =>
    groups.map(({ head }) => head).filter(({ text }) => sign.test(text));
  const special = [
    ...edges(having(EDGE)),
    ...sums(having(COUNTED)),
    ...span(having(SPAN)),
    ...longest(having(PAUSE)),
    ...levels(having(/^Levels: /)),
  ];
  const seen = new Set<string>();
  const others = groups.filter(({ head: { text } }) => {
    const isSpecial = [EDGE, COUNTED, SPAN, PAUSE, /^Levels: /].some((sign) => sign.test(text));
    const isNew = !isSpecial && !seen.has(text);
    seen.add(text);
    return isNew;
  });
  const chosen = new Set(
    [...others].sort((one, other) => one.rank - other.rank).slice(0, Math.max(0, most - special.length)),
  );
  return [
    ...special.slice(0, most),
    ...others.filter((group) => chosen.has(group)).flatMap(({ head, within }) => [head, ...within]),
  ];
}

function groupsOf(bullets: readonly Bullet[]): readonly Group[] {
  const groups: { head: Bullet; within: Bullet[]; rank: number }[] = [];
  for (const bullet of bullets) {
    const open = groups.at(-1);
    if ((bullet.level ?? 0) > 0 && open !== undefined) open.within.push(bullet);
    else groups.push({ head: bullet, within: [], rank: groups.length });
  }
  return groups;
}

/** The first error of all, and the last, which may have been the only one of its part. */
function edges(errors: readonly Bullet[]): readonly Bullet[] {
  const sorted = [...errors].sort((one, other) => one.fromLine - other.fromLine);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const named = (name: string, bullet: Bullet | undefined): Bullet[] =>
    bullet === undefined ? [] : [{ ...bullet, text: bullet.text.replace(EDGE, `${name} error$2`) }];
  return [...named('First', first), ...(last?.fromLine === first?.fromLine ? [] : named('Last', last))];
}

/** How often each of them occurs in all parts, the most frequent first; warnings behind errors. */
function sums(bullets: readonly Bullet[]): readonly Bullet[] {
  const known = new Map<string, { before: string; count: number; what: string; ranges: LineRange[] }>();
  for (const bullet of bullets) {
    const [, before = '', count = '0', what = ''] = COUNTED.exec(bullet.text) ?? [];
    const key = `${before} × ${what}`;
    const sum = known.get(key) ?? { before, count: 0, what, ranges: [] };
    sum.count += Number(count.replaceAll(',', ''));
    sum.ranges.push(bullet);
    known.set(key, sum);
  }
  return [...known.values()]
    .sort((one, other) => one.before.length - other.before.length || other.count - one.count)
    .map(({ before, count, what, ranges }) => ({
      text: `${before}${inWords(count)} × ${what}`,
      ...united(ranges),
    }));
}

function span(spans: readonly Bullet[]): readonly Bullet[] {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (first === last) return [first];
  const from = SPAN.exec(first.text)?.[1] ?? '';
  const to = SPAN.exec(last.text)?.[2] ?? '';
  return [{ text: `From ${from} to ${to}`, ...united(spans) }];
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600, days: 86_400 };

function longest(pauses: readonly Bullet[]): readonly Bullet[] {
  const seconds = ({ text }: Bullet): number => {
    const [, count = '0', unit = 's'] = PAUSE.exec(text) ?? [];
    return Number(count.replaceAll(',', '')) * (UNITS[unit] ?? 1);
  };
  return [...pauses].sort((one, other) => seconds(other) - seconds(one)).slice(0, 1);
}

function levels(bullets: readonly Bullet[]): readonly Bullet[] {
  if (bullets.length === 0) return [];
  const figures = summedFigures(bullets.map(({ text }) => text.slice(LEVELS.length)));
  return [{ text: LEVELS + figures, ...united(bullets) }];
}
